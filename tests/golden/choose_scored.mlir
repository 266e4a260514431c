module @choose {
  func.func public @main(
      %logits: tensor<2x11xf32>,
      %rows.token: tensor<2xi32>,
      %rows.done: tensor<2xi1>,
      %rows.number: tensor<2xi32>,
      %rows.seen: tensor<2x11xi1>,
      %rows.counts: tensor<2x11xf32>,
      %orders.sampling.temperature: tensor<2xf32>,
      %orders.sampling.top_k: tensor<2xi32>,
      %orders.sampling.top_p: tensor<2xf32>,
      %orders.sampling.min_p: tensor<2xf32>,
      %orders.sampling.repetition_penalty: tensor<2xf32>,
      %orders.sampling.seed: tensor<2x2xui32>,
      %orders.sampling.adjust.bias: tensor<2x11xf32>,
      %orders.sampling.adjust.presence: tensor<2xf32>,
      %orders.sampling.adjust.frequency: tensor<2xf32>,
      %orders.budget: tensor<2xi32>,
      %orders.stop_ids: tensor<2x1xi32>
  ) -> (tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x11xi1>, tensor<2x11xf32>, tensor<2xf32>) {
    // result 0: rows.token
    // result 1: rows.done
    // result 2: rows.number
    // result 3: rows.seen
    // result 4: rows.counts
    // result 5: scores.log_probability
    %0 = stablehlo.constant dense<0.0> : tensor<2xf32>
    %1 = stablehlo.compare LE, %orders.sampling.temperature, %0, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
    %2 = stablehlo.add %logits, %orders.sampling.adjust.bias : tensor<2x11xf32>
    %3 = stablehlo.constant dense<0.0> : tensor<2x11xf32>
    %4 = stablehlo.compare GT, %2, %3, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
    %5 = stablehlo.broadcast_in_dim %orders.sampling.repetition_penalty, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
    %6 = stablehlo.divide %2, %5 : tensor<2x11xf32>
    %7 = stablehlo.multiply %2, %5 : tensor<2x11xf32>
    %8 = stablehlo.select %4, %6, %7 : tensor<2x11xi1>, tensor<2x11xf32>
    %9 = stablehlo.select %rows.seen, %8, %2 : tensor<2x11xi1>, tensor<2x11xf32>
    %10 = stablehlo.broadcast_in_dim %orders.sampling.adjust.frequency, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
    %11 = stablehlo.multiply %rows.counts, %10 : tensor<2x11xf32>
    %12 = stablehlo.subtract %9, %11 : tensor<2x11xf32>
    %13 = stablehlo.compare GT, %rows.counts, %3, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
    %14 = stablehlo.convert %13 : (tensor<2x11xi1>) -> tensor<2x11xf32>
    %15 = stablehlo.broadcast_in_dim %orders.sampling.adjust.presence, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
    %16 = stablehlo.multiply %14, %15 : tensor<2x11xf32>
    %17 = stablehlo.subtract %12, %16 : tensor<2x11xf32>
    %18 = stablehlo.constant dense<0xFF800000> : tensor<f32>
    %19 = stablehlo.reduce(%17 init: %18) applies stablehlo.maximum across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
    %20 = stablehlo.abs %19 : tensor<2xf32>
    %21 = stablehlo.constant dense<0x7F800000> : tensor<2xf32>
    %22 = stablehlo.compare LT, %20, %21, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
    %23 = stablehlo.compare NE, %17, %17, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
    %24 = stablehlo.constant dense<-1> : tensor<2x11xi32>
    %25 = stablehlo.broadcast_in_dim %19, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
    %26 = stablehlo.compare EQ, %17, %25, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
    %27 = stablehlo.iota dim = 0 : tensor<11xi32>
    %28 = stablehlo.broadcast_in_dim %27, dims = [1] : (tensor<11xi32>) -> tensor<2x11xi32>
    %29 = stablehlo.constant dense<11> : tensor<2x11xi32>
    %30 = stablehlo.select %26, %28, %29 : tensor<2x11xi1>, tensor<2x11xi32>
    %31 = stablehlo.select %23, %24, %30 : tensor<2x11xi1>, tensor<2x11xi32>
    %32 = stablehlo.constant dense<2147483647> : tensor<i32>
    %33 = stablehlo.reduce(%31 init: %32) applies stablehlo.minimum across dimensions = [1] : (tensor<2x11xi32>, tensor<i32>) -> tensor<2xi32>
    %34 = stablehlo.constant dense<0> : tensor<2xi32>
    %35 = stablehlo.compare LT, %33, %34, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
    %36 = stablehlo.constant dense<11> : tensor<2xi32>
    %37 = stablehlo.select %35, %36, %33 : tensor<2xi1>, tensor<2xi32>
    %38 = stablehlo.select %22, %37, %36 : tensor<2xi1>, tensor<2xi32>
    %39 = stablehlo.compare GE, %38, %36, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
    %40 = stablehlo.or %1, %39 : tensor<2xi1>
    %41 = stablehlo.constant dense<8> : tensor<i32>
    %42 = stablehlo.subtract %17, %25 : tensor<2x11xf32>
    %43 = stablehlo.constant dense<1.0> : tensor<2xf32>
    %44 = stablehlo.select %1, %43, %orders.sampling.temperature : tensor<2xi1>, tensor<2xf32>
    %45 = stablehlo.broadcast_in_dim %44, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
    %46 = stablehlo.divide %42, %45 : tensor<2x11xf32>
    %47 = stablehlo.bitcast_convert %46 : (tensor<2x11xf32>) -> tensor<2x11xui32>
    %48 = stablehlo.constant dense<2147483648> : tensor<2x11xui32>
    %49 = stablehlo.compare GE, %47, %48, UNSIGNED : (tensor<2x11xui32>, tensor<2x11xui32>) -> tensor<2x11xi1>
    %50 = stablehlo.constant dense<4294967295> : tensor<ui32>
    %51 = stablehlo.broadcast_in_dim %50, dims = [] : (tensor<ui32>) -> tensor<2x11xui32>
    %52 = stablehlo.constant dense<2147483648> : tensor<ui32>
    %53 = stablehlo.broadcast_in_dim %52, dims = [] : (tensor<ui32>) -> tensor<2x11xui32>
    %54 = stablehlo.select %49, %51, %53 : tensor<2x11xi1>, tensor<2x11xui32>
    %55 = stablehlo.xor %47, %54 : tensor<2x11xui32>
    %56 = stablehlo.constant dense<0> : tensor<2xui32>
    %57 = stablehlo.compare GT, %orders.sampling.top_k, %34, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
    %58 = stablehlo.select %57, %orders.sampling.top_k, %36 : tensor<2xi1>, tensor<2xi32>
    %59:2 = stablehlo.while(%_0 = %52, %_1 = %56) : tensor<ui32>, tensor<2xui32>
    cond {
      %60 = stablehlo.constant dense<0> : tensor<ui32>
      %61 = stablehlo.compare NE, %_0, %60, UNSIGNED : (tensor<ui32>, tensor<ui32>) -> tensor<i1>
      stablehlo.return %61 : tensor<i1>
    } do {
      %62 = stablehlo.constant dense<1> : tensor<ui32>
      %63 = stablehlo.shift_right_logical %_0, %62 : tensor<ui32>
      %64 = stablehlo.broadcast_in_dim %_0, dims = [] : (tensor<ui32>) -> tensor<2xui32>
      %65 = stablehlo.or %_1, %64 : tensor<2xui32>
      %66 = stablehlo.broadcast_in_dim %65, dims = [0] : (tensor<2xui32>) -> tensor<2x11xui32>
      %67 = stablehlo.compare GE, %55, %66, UNSIGNED : (tensor<2x11xui32>, tensor<2x11xui32>) -> tensor<2x11xi1>
      %68 = stablehlo.convert %67 : (tensor<2x11xi1>) -> tensor<2x11xi32>
      %69 = stablehlo.constant dense<0> : tensor<i32>
      %70 = stablehlo.reduce(%68 init: %69) applies stablehlo.add across dimensions = [1] : (tensor<2x11xi32>, tensor<i32>) -> tensor<2xi32>
      %71 = stablehlo.minimum %58, %36 : tensor<2xi32>
      %72 = stablehlo.compare GE, %70, %71, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %73 = stablehlo.select %72, %65, %_1 : tensor<2xi1>, tensor<2xui32>
      stablehlo.return %63, %73 : tensor<ui32>, tensor<2xui32>
    }
    %74 = stablehlo.broadcast_in_dim %59#1, dims = [0] : (tensor<2xui32>) -> tensor<2x11xui32>
    %75 = stablehlo.compare GE, %55, %74, UNSIGNED : (tensor<2x11xui32>, tensor<2x11xui32>) -> tensor<2x11xi1>
    %76 = stablehlo.compare GE, %orders.sampling.top_p, %43, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
    %77 = stablehlo.broadcast_in_dim %76, dims = [0] : (tensor<2xi1>) -> tensor<2x11xi1>
    %78 = stablehlo.reduce(%46 init: %18) applies stablehlo.maximum across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
    %79 = stablehlo.broadcast_in_dim %78, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
    %80 = stablehlo.subtract %46, %79 : tensor<2x11xf32>
    %81 = stablehlo.exponential %80 : tensor<2x11xf32>
    %82 = stablehlo.select %75, %81, %3 : tensor<2x11xi1>, tensor<2x11xf32>
    %83 = stablehlo.constant dense<0.0> : tensor<f32>
    %84 = stablehlo.reduce(%82 init: %83) applies stablehlo.add across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
    %85 = stablehlo.multiply %orders.sampling.top_p, %84 : tensor<2xf32>
    %86:2 = stablehlo.while(%_2 = %52, %_3 = %56) : tensor<ui32>, tensor<2xui32>
    cond {
      %87 = stablehlo.constant dense<0> : tensor<ui32>
      %88 = stablehlo.compare NE, %_2, %87, UNSIGNED : (tensor<ui32>, tensor<ui32>) -> tensor<i1>
      stablehlo.return %88 : tensor<i1>
    } do {
      %89 = stablehlo.constant dense<1> : tensor<ui32>
      %90 = stablehlo.shift_right_logical %_2, %89 : tensor<ui32>
      %91 = stablehlo.broadcast_in_dim %_2, dims = [] : (tensor<ui32>) -> tensor<2xui32>
      %92 = stablehlo.or %_3, %91 : tensor<2xui32>
      %93 = stablehlo.broadcast_in_dim %92, dims = [0] : (tensor<2xui32>) -> tensor<2x11xui32>
      %94 = stablehlo.compare GE, %55, %93, UNSIGNED : (tensor<2x11xui32>, tensor<2x11xui32>) -> tensor<2x11xi1>
      %95 = stablehlo.select %94, %82, %3 : tensor<2x11xi1>, tensor<2x11xf32>
      %96 = stablehlo.reduce(%95 init: %83) applies stablehlo.add across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
      %97 = stablehlo.compare GE, %96, %85, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
      %98 = stablehlo.select %97, %92, %_3 : tensor<2xi1>, tensor<2xui32>
      stablehlo.return %90, %98 : tensor<ui32>, tensor<2xui32>
    }
    %99 = stablehlo.broadcast_in_dim %86#1, dims = [0] : (tensor<2xui32>) -> tensor<2x11xui32>
    %100 = stablehlo.compare GE, %55, %99, UNSIGNED : (tensor<2x11xui32>, tensor<2x11xui32>) -> tensor<2x11xi1>
    %101 = stablehlo.or %77, %100 : tensor<2x11xi1>
    %102 = stablehlo.and %75, %101 : tensor<2x11xi1>
    %103 = stablehlo.log %orders.sampling.min_p : tensor<2xf32>
    %104 = stablehlo.add %78, %103 : tensor<2xf32>
    %105 = stablehlo.broadcast_in_dim %104, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
    %106 = stablehlo.compare GE, %46, %105, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
    %107 = stablehlo.and %102, %106 : tensor<2x11xi1>
    %108 = stablehlo.constant dense<0xFF800000> : tensor<2x11xf32>
    %109 = stablehlo.select %107, %46, %108 : tensor<2x11xi1>, tensor<2x11xf32>
    %110 = stablehlo.reduce(%109 init: %18) applies stablehlo.maximum across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
    %111 = stablehlo.broadcast_in_dim %110, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
    %112 = stablehlo.subtract %109, %111 : tensor<2x11xf32>
    %113 = stablehlo.exponential %112 : tensor<2x11xf32>
    %114 = stablehlo.convert %rows.number : (tensor<2xi32>) -> tensor<2xui32>
    %115 = stablehlo.reshape %114 : (tensor<2xui32>) -> tensor<2x1xui32>
    %116 = stablehlo.constant dense<0> : tensor<2x1xui32>
    %117 = stablehlo.concatenate %115, %116, dim = 1 : (tensor<2x1xui32>, tensor<2x1xui32>) -> tensor<2x2xui32>
    %118 = stablehlo.slice %117 [0:2, 0:1] : (tensor<2x2xui32>) -> tensor<2x1xui32>
    %119 = stablehlo.reshape %118 : (tensor<2x1xui32>) -> tensor<2xui32>
    %120 = stablehlo.slice %orders.sampling.seed [0:2, 0:1] : (tensor<2x2xui32>) -> tensor<2x1xui32>
    %121 = stablehlo.reshape %120 : (tensor<2x1xui32>) -> tensor<2xui32>
    %122 = stablehlo.add %119, %121 : tensor<2xui32>
    %123 = stablehlo.slice %117 [0:2, 1:2] : (tensor<2x2xui32>) -> tensor<2x1xui32>
    %124 = stablehlo.reshape %123 : (tensor<2x1xui32>) -> tensor<2xui32>
    %125 = stablehlo.slice %orders.sampling.seed [0:2, 1:2] : (tensor<2x2xui32>) -> tensor<2x1xui32>
    %126 = stablehlo.reshape %125 : (tensor<2x1xui32>) -> tensor<2xui32>
    %127 = stablehlo.add %124, %126 : tensor<2xui32>
    %128 = stablehlo.add %122, %127 : tensor<2xui32>
    %129 = stablehlo.constant dense<13> : tensor<2xui32>
    %130 = stablehlo.shift_left %127, %129 : tensor<2xui32>
    %131 = stablehlo.constant dense<19> : tensor<2xui32>
    %132 = stablehlo.shift_right_logical %127, %131 : tensor<2xui32>
    %133 = stablehlo.or %130, %132 : tensor<2xui32>
    %134 = stablehlo.xor %133, %128 : tensor<2xui32>
    %135 = stablehlo.add %128, %134 : tensor<2xui32>
    %136 = stablehlo.constant dense<15> : tensor<2xui32>
    %137 = stablehlo.shift_left %134, %136 : tensor<2xui32>
    %138 = stablehlo.constant dense<17> : tensor<2xui32>
    %139 = stablehlo.shift_right_logical %134, %138 : tensor<2xui32>
    %140 = stablehlo.or %137, %139 : tensor<2xui32>
    %141 = stablehlo.xor %140, %135 : tensor<2xui32>
    %142 = stablehlo.add %135, %141 : tensor<2xui32>
    %143 = stablehlo.constant dense<26> : tensor<2xui32>
    %144 = stablehlo.shift_left %141, %143 : tensor<2xui32>
    %145 = stablehlo.constant dense<6> : tensor<2xui32>
    %146 = stablehlo.shift_right_logical %141, %145 : tensor<2xui32>
    %147 = stablehlo.or %144, %146 : tensor<2xui32>
    %148 = stablehlo.xor %147, %142 : tensor<2xui32>
    %149 = stablehlo.add %142, %148 : tensor<2xui32>
    %150 = stablehlo.add %149, %126 : tensor<2xui32>
    %151 = stablehlo.shift_left %148, %145 : tensor<2xui32>
    %152 = stablehlo.shift_right_logical %148, %143 : tensor<2xui32>
    %153 = stablehlo.or %151, %152 : tensor<2xui32>
    %154 = stablehlo.xor %153, %149 : tensor<2xui32>
    %155 = stablehlo.xor %121, %126 : tensor<2xui32>
    %156 = stablehlo.constant dense<466688986> : tensor<2xui32>
    %157 = stablehlo.xor %155, %156 : tensor<2xui32>
    %158 = stablehlo.add %154, %157 : tensor<2xui32>
    %159 = stablehlo.constant dense<1> : tensor<2xui32>
    %160 = stablehlo.add %158, %159 : tensor<2xui32>
    %161 = stablehlo.add %150, %160 : tensor<2xui32>
    %162 = stablehlo.shift_left %160, %138 : tensor<2xui32>
    %163 = stablehlo.shift_right_logical %160, %136 : tensor<2xui32>
    %164 = stablehlo.or %162, %163 : tensor<2xui32>
    %165 = stablehlo.xor %164, %161 : tensor<2xui32>
    %166 = stablehlo.add %161, %165 : tensor<2xui32>
    %167 = stablehlo.constant dense<29> : tensor<2xui32>
    %168 = stablehlo.shift_left %165, %167 : tensor<2xui32>
    %169 = stablehlo.constant dense<3> : tensor<2xui32>
    %170 = stablehlo.shift_right_logical %165, %169 : tensor<2xui32>
    %171 = stablehlo.or %168, %170 : tensor<2xui32>
    %172 = stablehlo.xor %171, %166 : tensor<2xui32>
    %173 = stablehlo.add %166, %172 : tensor<2xui32>
    %174 = stablehlo.constant dense<16> : tensor<2xui32>
    %175 = stablehlo.shift_left %172, %174 : tensor<2xui32>
    %176 = stablehlo.shift_right_logical %172, %174 : tensor<2xui32>
    %177 = stablehlo.or %175, %176 : tensor<2xui32>
    %178 = stablehlo.xor %177, %173 : tensor<2xui32>
    %179 = stablehlo.add %173, %178 : tensor<2xui32>
    %180 = stablehlo.add %179, %157 : tensor<2xui32>
    %181 = stablehlo.constant dense<24> : tensor<2xui32>
    %182 = stablehlo.shift_left %178, %181 : tensor<2xui32>
    %183 = stablehlo.constant dense<8> : tensor<2xui32>
    %184 = stablehlo.shift_right_logical %178, %183 : tensor<2xui32>
    %185 = stablehlo.or %182, %184 : tensor<2xui32>
    %186 = stablehlo.xor %185, %179 : tensor<2xui32>
    %187 = stablehlo.add %186, %121 : tensor<2xui32>
    %188 = stablehlo.constant dense<2> : tensor<2xui32>
    %189 = stablehlo.add %187, %188 : tensor<2xui32>
    %190 = stablehlo.add %180, %189 : tensor<2xui32>
    %191 = stablehlo.shift_left %189, %129 : tensor<2xui32>
    %192 = stablehlo.shift_right_logical %189, %131 : tensor<2xui32>
    %193 = stablehlo.or %191, %192 : tensor<2xui32>
    %194 = stablehlo.xor %193, %190 : tensor<2xui32>
    %195 = stablehlo.add %190, %194 : tensor<2xui32>
    %196 = stablehlo.shift_left %194, %136 : tensor<2xui32>
    %197 = stablehlo.shift_right_logical %194, %138 : tensor<2xui32>
    %198 = stablehlo.or %196, %197 : tensor<2xui32>
    %199 = stablehlo.xor %198, %195 : tensor<2xui32>
    %200 = stablehlo.add %195, %199 : tensor<2xui32>
    %201 = stablehlo.shift_left %199, %143 : tensor<2xui32>
    %202 = stablehlo.shift_right_logical %199, %145 : tensor<2xui32>
    %203 = stablehlo.or %201, %202 : tensor<2xui32>
    %204 = stablehlo.xor %203, %200 : tensor<2xui32>
    %205 = stablehlo.add %200, %204 : tensor<2xui32>
    %206 = stablehlo.add %205, %121 : tensor<2xui32>
    %207 = stablehlo.shift_left %204, %145 : tensor<2xui32>
    %208 = stablehlo.shift_right_logical %204, %143 : tensor<2xui32>
    %209 = stablehlo.or %207, %208 : tensor<2xui32>
    %210 = stablehlo.xor %209, %205 : tensor<2xui32>
    %211 = stablehlo.add %210, %126 : tensor<2xui32>
    %212 = stablehlo.add %211, %169 : tensor<2xui32>
    %213 = stablehlo.add %206, %212 : tensor<2xui32>
    %214 = stablehlo.shift_left %212, %138 : tensor<2xui32>
    %215 = stablehlo.shift_right_logical %212, %136 : tensor<2xui32>
    %216 = stablehlo.or %214, %215 : tensor<2xui32>
    %217 = stablehlo.xor %216, %213 : tensor<2xui32>
    %218 = stablehlo.add %213, %217 : tensor<2xui32>
    %219 = stablehlo.shift_left %217, %167 : tensor<2xui32>
    %220 = stablehlo.shift_right_logical %217, %169 : tensor<2xui32>
    %221 = stablehlo.or %219, %220 : tensor<2xui32>
    %222 = stablehlo.xor %221, %218 : tensor<2xui32>
    %223 = stablehlo.add %218, %222 : tensor<2xui32>
    %224 = stablehlo.shift_left %222, %174 : tensor<2xui32>
    %225 = stablehlo.shift_right_logical %222, %174 : tensor<2xui32>
    %226 = stablehlo.or %224, %225 : tensor<2xui32>
    %227 = stablehlo.xor %226, %223 : tensor<2xui32>
    %228 = stablehlo.add %223, %227 : tensor<2xui32>
    %229 = stablehlo.add %228, %126 : tensor<2xui32>
    %230 = stablehlo.shift_left %227, %181 : tensor<2xui32>
    %231 = stablehlo.shift_right_logical %227, %183 : tensor<2xui32>
    %232 = stablehlo.or %230, %231 : tensor<2xui32>
    %233 = stablehlo.xor %232, %228 : tensor<2xui32>
    %234 = stablehlo.add %233, %157 : tensor<2xui32>
    %235 = stablehlo.constant dense<4> : tensor<2xui32>
    %236 = stablehlo.add %234, %235 : tensor<2xui32>
    %237 = stablehlo.add %229, %236 : tensor<2xui32>
    %238 = stablehlo.shift_left %236, %129 : tensor<2xui32>
    %239 = stablehlo.shift_right_logical %236, %131 : tensor<2xui32>
    %240 = stablehlo.or %238, %239 : tensor<2xui32>
    %241 = stablehlo.xor %240, %237 : tensor<2xui32>
    %242 = stablehlo.add %237, %241 : tensor<2xui32>
    %243 = stablehlo.shift_left %241, %136 : tensor<2xui32>
    %244 = stablehlo.shift_right_logical %241, %138 : tensor<2xui32>
    %245 = stablehlo.or %243, %244 : tensor<2xui32>
    %246 = stablehlo.xor %245, %242 : tensor<2xui32>
    %247 = stablehlo.add %242, %246 : tensor<2xui32>
    %248 = stablehlo.shift_left %246, %143 : tensor<2xui32>
    %249 = stablehlo.shift_right_logical %246, %145 : tensor<2xui32>
    %250 = stablehlo.or %248, %249 : tensor<2xui32>
    %251 = stablehlo.xor %250, %247 : tensor<2xui32>
    %252 = stablehlo.add %247, %251 : tensor<2xui32>
    %253 = stablehlo.add %252, %157 : tensor<2xui32>
    %254 = stablehlo.reshape %253 : (tensor<2xui32>) -> tensor<2x1xui32>
    %255 = stablehlo.shift_left %251, %145 : tensor<2xui32>
    %256 = stablehlo.shift_right_logical %251, %143 : tensor<2xui32>
    %257 = stablehlo.or %255, %256 : tensor<2xui32>
    %258 = stablehlo.xor %257, %252 : tensor<2xui32>
    %259 = stablehlo.add %258, %121 : tensor<2xui32>
    %260 = stablehlo.constant dense<5> : tensor<2xui32>
    %261 = stablehlo.add %259, %260 : tensor<2xui32>
    %262 = stablehlo.reshape %261 : (tensor<2xui32>) -> tensor<2x1xui32>
    %263 = stablehlo.concatenate %254, %262, dim = 1 : (tensor<2x1xui32>, tensor<2x1xui32>) -> tensor<2x2xui32>
    %264 = stablehlo.slice %263 [0:2, 0:1] : (tensor<2x2xui32>) -> tensor<2x1xui32>
    %265 = stablehlo.reshape %264 : (tensor<2x1xui32>) -> tensor<2xui32>
    %266 = stablehlo.shift_right_logical %265, %183 : tensor<2xui32>
    %267 = stablehlo.convert %266 : (tensor<2xui32>) -> tensor<2xf32>
    %268 = stablehlo.constant dense<5.9604645e-08> : tensor<2xf32>
    %269 = stablehlo.multiply %267, %268 : tensor<2xf32>
    %270 = stablehlo.reduce(%113 init: %83) applies stablehlo.add across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
    %271 = stablehlo.multiply %269, %270 : tensor<2xf32>
    %272:2 = stablehlo.while(%_4 = %41, %_5 = %34) : tensor<i32>, tensor<2xi32>
    cond {
      %273 = stablehlo.constant dense<0> : tensor<i32>
      %274 = stablehlo.compare GT, %_4, %273, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      stablehlo.return %274 : tensor<i1>
    } do {
      %275 = stablehlo.constant dense<1> : tensor<i32>
      %276 = stablehlo.shift_right_logical %_4, %275 : tensor<i32>
      %277 = stablehlo.broadcast_in_dim %_4, dims = [] : (tensor<i32>) -> tensor<2xi32>
      %278 = stablehlo.add %_5, %277 : tensor<2xi32>
      %279 = stablehlo.constant dense<1> : tensor<2xi32>
      %280 = stablehlo.subtract %278, %279 : tensor<2xi32>
      %281 = stablehlo.broadcast_in_dim %280, dims = [0] : (tensor<2xi32>) -> tensor<2x11xi32>
      %282 = stablehlo.compare LE, %28, %281, SIGNED : (tensor<2x11xi32>, tensor<2x11xi32>) -> tensor<2x11xi1>
      %283 = stablehlo.select %282, %113, %3 : tensor<2x11xi1>, tensor<2x11xf32>
      %284 = stablehlo.reduce(%283 init: %83) applies stablehlo.add across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
      %285 = stablehlo.compare LE, %284, %271, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
      %286 = stablehlo.compare LT, %278, %36, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %287 = stablehlo.and %285, %286 : tensor<2xi1>
      %288 = stablehlo.select %287, %278, %_5 : tensor<2xi1>, tensor<2xi32>
      stablehlo.return %276, %288 : tensor<i32>, tensor<2xi32>
    }
    %289 = stablehlo.select %40, %38, %272#1 : tensor<2xi1>, tensor<2xi32>
    %290 = stablehlo.select %rows.done, %rows.token, %289 : tensor<2xi1>, tensor<2xi32>
    %291 = stablehlo.broadcast_in_dim %289, dims = [0] : (tensor<2xi32>) -> tensor<2x1xi32>
    %292 = stablehlo.compare EQ, %291, %orders.stop_ids, SIGNED : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x1xi1>
    %293 = stablehlo.constant dense<false> : tensor<i1>
    %294 = stablehlo.reduce(%292 init: %293) applies stablehlo.or across dimensions = [1] : (tensor<2x1xi1>, tensor<i1>) -> tensor<2xi1>
    %295 = stablehlo.constant dense<1> : tensor<2xi32>
    %296 = stablehlo.add %rows.number, %295 : tensor<2xi32>
    %297 = stablehlo.compare GE, %296, %orders.budget, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
    %298 = stablehlo.or %294, %297 : tensor<2xi1>
    %299 = stablehlo.compare GE, %289, %36, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
    %300 = stablehlo.or %298, %299 : tensor<2xi1>
    %301 = stablehlo.or %rows.done, %300 : tensor<2xi1>
    %302 = stablehlo.select %rows.done, %rows.number, %296 : tensor<2xi1>, tensor<2xi32>
    %303 = stablehlo.broadcast_in_dim %290, dims = [0] : (tensor<2xi32>) -> tensor<2x11xi32>
    %304 = stablehlo.compare EQ, %28, %303, SIGNED : (tensor<2x11xi32>, tensor<2x11xi32>) -> tensor<2x11xi1>
    %305 = stablehlo.or %rows.seen, %304 : tensor<2x11xi1>
    %306 = stablehlo.not %rows.done : tensor<2xi1>
    %307 = stablehlo.broadcast_in_dim %306, dims = [0] : (tensor<2xi1>) -> tensor<2x11xi1>
    %308 = stablehlo.and %304, %307 : tensor<2x11xi1>
    %309 = stablehlo.convert %308 : (tensor<2x11xi1>) -> tensor<2x11xf32>
    %310 = stablehlo.add %rows.counts, %309 : tensor<2x11xf32>
    %311 = stablehlo.iota dim = 0 : tensor<2xi32>
    %312 = stablehlo.reshape %311 : (tensor<2xi32>) -> tensor<2x1xi32>
    %313 = stablehlo.reshape %290 : (tensor<2xi32>) -> tensor<2x1xi32>
    %314 = stablehlo.concatenate %312, %313, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
    %315 = "stablehlo.gather"(%logits, %314) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 1>}> : (tensor<2x11xf32>, tensor<2x2xi32>) -> tensor<2x1xf32>
    %316 = stablehlo.reshape %315 : (tensor<2x1xf32>) -> tensor<2xf32>
    %317 = stablehlo.reduce(%logits init: %18) applies stablehlo.maximum across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
    %318 = stablehlo.subtract %316, %317 : tensor<2xf32>
    %319 = stablehlo.broadcast_in_dim %317, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
    %320 = stablehlo.subtract %logits, %319 : tensor<2x11xf32>
    %321 = stablehlo.exponential %320 : tensor<2x11xf32>
    %322 = stablehlo.reduce(%321 init: %83) applies stablehlo.add across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
    %323 = stablehlo.log %322 : tensor<2xf32>
    %324 = stablehlo.subtract %318, %323 : tensor<2xf32>
    func.return %290, %301, %302, %305, %310, %324 : tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x11xi1>, tensor<2x11xf32>, tensor<2xf32>
  }
}
