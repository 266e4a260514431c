module @choose {
  func.func public @main(
      %logits: tensor<2x11xf32>,
      %rows.token: tensor<2xi32>,
      %rows.done: tensor<2xi1>,
      %rows.number: tensor<2xi32>,
      %rows.seen: tensor<2x11xi1>,
      %orders.sampling.temperature: tensor<2xf32>,
      %orders.sampling.top_k: tensor<2xi32>,
      %orders.sampling.top_p: tensor<2xf32>,
      %orders.sampling.min_p: tensor<2xf32>,
      %orders.sampling.repetition_penalty: tensor<2xf32>,
      %orders.sampling.seed: tensor<2x2xui32>,
      %orders.budget: tensor<2xi32>,
      %orders.stop_ids: tensor<2x1xi32>
  ) -> (tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x11xi1>) {
    // result 0: rows.token
    // result 1: rows.done
    // result 2: rows.number
    // result 3: rows.seen
    %0 = stablehlo.constant dense<0.0> : tensor<2xf32>
    %1 = stablehlo.compare LE, %orders.sampling.temperature, %0, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
    %2 = stablehlo.constant dense<0.0> : tensor<2x11xf32>
    %3 = stablehlo.compare GT, %logits, %2, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
    %4 = stablehlo.broadcast_in_dim %orders.sampling.repetition_penalty, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
    %5 = stablehlo.divide %logits, %4 : tensor<2x11xf32>
    %6 = stablehlo.multiply %logits, %4 : tensor<2x11xf32>
    %7 = stablehlo.select %3, %5, %6 : tensor<2x11xi1>, tensor<2x11xf32>
    %8 = stablehlo.select %rows.seen, %7, %logits : tensor<2x11xi1>, tensor<2x11xf32>
    %9 = stablehlo.constant dense<0xFF800000> : tensor<f32>
    %10 = stablehlo.reduce(%8 init: %9) applies stablehlo.maximum across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
    %11 = stablehlo.abs %10 : tensor<2xf32>
    %12 = stablehlo.constant dense<0x7F800000> : tensor<2xf32>
    %13 = stablehlo.compare LT, %11, %12, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
    %14 = stablehlo.compare NE, %8, %8, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
    %15 = stablehlo.constant dense<-1> : tensor<2x11xi32>
    %16 = stablehlo.broadcast_in_dim %10, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
    %17 = stablehlo.compare EQ, %8, %16, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
    %18 = stablehlo.iota dim = 0 : tensor<11xi32>
    %19 = stablehlo.broadcast_in_dim %18, dims = [1] : (tensor<11xi32>) -> tensor<2x11xi32>
    %20 = stablehlo.constant dense<11> : tensor<2x11xi32>
    %21 = stablehlo.select %17, %19, %20 : tensor<2x11xi1>, tensor<2x11xi32>
    %22 = stablehlo.select %14, %15, %21 : tensor<2x11xi1>, tensor<2x11xi32>
    %23 = stablehlo.constant dense<2147483647> : tensor<i32>
    %24 = stablehlo.reduce(%22 init: %23) applies stablehlo.minimum across dimensions = [1] : (tensor<2x11xi32>, tensor<i32>) -> tensor<2xi32>
    %25 = stablehlo.constant dense<0> : tensor<2xi32>
    %26 = stablehlo.compare LT, %24, %25, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
    %27 = stablehlo.constant dense<11> : tensor<2xi32>
    %28 = stablehlo.select %26, %27, %24 : tensor<2xi1>, tensor<2xi32>
    %29 = stablehlo.select %13, %28, %27 : tensor<2xi1>, tensor<2xi32>
    %30 = stablehlo.compare GE, %29, %27, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
    %31 = stablehlo.or %1, %30 : tensor<2xi1>
    %32 = stablehlo.constant dense<8> : tensor<i32>
    %33 = stablehlo.subtract %8, %16 : tensor<2x11xf32>
    %34 = stablehlo.constant dense<1.0> : tensor<2xf32>
    %35 = stablehlo.select %1, %34, %orders.sampling.temperature : tensor<2xi1>, tensor<2xf32>
    %36 = stablehlo.broadcast_in_dim %35, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
    %37 = stablehlo.divide %33, %36 : tensor<2x11xf32>
    %38 = stablehlo.bitcast_convert %37 : (tensor<2x11xf32>) -> tensor<2x11xui32>
    %39 = stablehlo.constant dense<2147483648> : tensor<2x11xui32>
    %40 = stablehlo.compare GE, %38, %39, UNSIGNED : (tensor<2x11xui32>, tensor<2x11xui32>) -> tensor<2x11xi1>
    %41 = stablehlo.constant dense<4294967295> : tensor<ui32>
    %42 = stablehlo.broadcast_in_dim %41, dims = [] : (tensor<ui32>) -> tensor<2x11xui32>
    %43 = stablehlo.constant dense<2147483648> : tensor<ui32>
    %44 = stablehlo.broadcast_in_dim %43, dims = [] : (tensor<ui32>) -> tensor<2x11xui32>
    %45 = stablehlo.select %40, %42, %44 : tensor<2x11xi1>, tensor<2x11xui32>
    %46 = stablehlo.xor %38, %45 : tensor<2x11xui32>
    %47 = stablehlo.constant dense<0> : tensor<2xui32>
    %48 = stablehlo.compare GT, %orders.sampling.top_k, %25, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
    %49 = stablehlo.select %48, %orders.sampling.top_k, %27 : tensor<2xi1>, tensor<2xi32>
    %50:2 = stablehlo.while(%_0 = %43, %_1 = %47) : tensor<ui32>, tensor<2xui32>
    cond {
      %51 = stablehlo.constant dense<0> : tensor<ui32>
      %52 = stablehlo.compare NE, %_0, %51, UNSIGNED : (tensor<ui32>, tensor<ui32>) -> tensor<i1>
      stablehlo.return %52 : tensor<i1>
    } do {
      %53 = stablehlo.constant dense<1> : tensor<ui32>
      %54 = stablehlo.shift_right_logical %_0, %53 : tensor<ui32>
      %55 = stablehlo.broadcast_in_dim %_0, dims = [] : (tensor<ui32>) -> tensor<2xui32>
      %56 = stablehlo.or %_1, %55 : tensor<2xui32>
      %57 = stablehlo.broadcast_in_dim %56, dims = [0] : (tensor<2xui32>) -> tensor<2x11xui32>
      %58 = stablehlo.compare GE, %46, %57, UNSIGNED : (tensor<2x11xui32>, tensor<2x11xui32>) -> tensor<2x11xi1>
      %59 = stablehlo.convert %58 : (tensor<2x11xi1>) -> tensor<2x11xi32>
      %60 = stablehlo.constant dense<0> : tensor<i32>
      %61 = stablehlo.reduce(%59 init: %60) applies stablehlo.add across dimensions = [1] : (tensor<2x11xi32>, tensor<i32>) -> tensor<2xi32>
      %62 = stablehlo.minimum %49, %27 : tensor<2xi32>
      %63 = stablehlo.compare GE, %61, %62, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %64 = stablehlo.select %63, %56, %_1 : tensor<2xi1>, tensor<2xui32>
      stablehlo.return %54, %64 : tensor<ui32>, tensor<2xui32>
    }
    %65 = stablehlo.broadcast_in_dim %50#1, dims = [0] : (tensor<2xui32>) -> tensor<2x11xui32>
    %66 = stablehlo.compare GE, %46, %65, UNSIGNED : (tensor<2x11xui32>, tensor<2x11xui32>) -> tensor<2x11xi1>
    %67 = stablehlo.compare GE, %orders.sampling.top_p, %34, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
    %68 = stablehlo.broadcast_in_dim %67, dims = [0] : (tensor<2xi1>) -> tensor<2x11xi1>
    %69 = stablehlo.reduce(%37 init: %9) applies stablehlo.maximum across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
    %70 = stablehlo.broadcast_in_dim %69, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
    %71 = stablehlo.subtract %37, %70 : tensor<2x11xf32>
    %72 = stablehlo.exponential %71 : tensor<2x11xf32>
    %73 = stablehlo.select %66, %72, %2 : tensor<2x11xi1>, tensor<2x11xf32>
    %74 = stablehlo.constant dense<0.0> : tensor<f32>
    %75 = stablehlo.reduce(%73 init: %74) applies stablehlo.add across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
    %76 = stablehlo.multiply %orders.sampling.top_p, %75 : tensor<2xf32>
    %77:2 = stablehlo.while(%_2 = %43, %_3 = %47) : tensor<ui32>, tensor<2xui32>
    cond {
      %78 = stablehlo.constant dense<0> : tensor<ui32>
      %79 = stablehlo.compare NE, %_2, %78, UNSIGNED : (tensor<ui32>, tensor<ui32>) -> tensor<i1>
      stablehlo.return %79 : tensor<i1>
    } do {
      %80 = stablehlo.constant dense<1> : tensor<ui32>
      %81 = stablehlo.shift_right_logical %_2, %80 : tensor<ui32>
      %82 = stablehlo.broadcast_in_dim %_2, dims = [] : (tensor<ui32>) -> tensor<2xui32>
      %83 = stablehlo.or %_3, %82 : tensor<2xui32>
      %84 = stablehlo.broadcast_in_dim %83, dims = [0] : (tensor<2xui32>) -> tensor<2x11xui32>
      %85 = stablehlo.compare GE, %46, %84, UNSIGNED : (tensor<2x11xui32>, tensor<2x11xui32>) -> tensor<2x11xi1>
      %86 = stablehlo.select %85, %73, %2 : tensor<2x11xi1>, tensor<2x11xf32>
      %87 = stablehlo.reduce(%86 init: %74) applies stablehlo.add across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
      %88 = stablehlo.compare GE, %87, %76, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
      %89 = stablehlo.select %88, %83, %_3 : tensor<2xi1>, tensor<2xui32>
      stablehlo.return %81, %89 : tensor<ui32>, tensor<2xui32>
    }
    %90 = stablehlo.broadcast_in_dim %77#1, dims = [0] : (tensor<2xui32>) -> tensor<2x11xui32>
    %91 = stablehlo.compare GE, %46, %90, UNSIGNED : (tensor<2x11xui32>, tensor<2x11xui32>) -> tensor<2x11xi1>
    %92 = stablehlo.or %68, %91 : tensor<2x11xi1>
    %93 = stablehlo.and %66, %92 : tensor<2x11xi1>
    %94 = stablehlo.log %orders.sampling.min_p : tensor<2xf32>
    %95 = stablehlo.add %69, %94 : tensor<2xf32>
    %96 = stablehlo.broadcast_in_dim %95, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
    %97 = stablehlo.compare GE, %37, %96, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
    %98 = stablehlo.and %93, %97 : tensor<2x11xi1>
    %99 = stablehlo.constant dense<0xFF800000> : tensor<2x11xf32>
    %100 = stablehlo.select %98, %37, %99 : tensor<2x11xi1>, tensor<2x11xf32>
    %101 = stablehlo.reduce(%100 init: %9) applies stablehlo.maximum across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
    %102 = stablehlo.broadcast_in_dim %101, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
    %103 = stablehlo.subtract %100, %102 : tensor<2x11xf32>
    %104 = stablehlo.exponential %103 : tensor<2x11xf32>
    %105 = stablehlo.convert %rows.number : (tensor<2xi32>) -> tensor<2xui32>
    %106 = stablehlo.reshape %105 : (tensor<2xui32>) -> tensor<2x1xui32>
    %107 = stablehlo.constant dense<0> : tensor<2x1xui32>
    %108 = stablehlo.concatenate %106, %107, dim = 1 : (tensor<2x1xui32>, tensor<2x1xui32>) -> tensor<2x2xui32>
    %109 = stablehlo.slice %108 [0:2, 0:1] : (tensor<2x2xui32>) -> tensor<2x1xui32>
    %110 = stablehlo.reshape %109 : (tensor<2x1xui32>) -> tensor<2xui32>
    %111 = stablehlo.slice %orders.sampling.seed [0:2, 0:1] : (tensor<2x2xui32>) -> tensor<2x1xui32>
    %112 = stablehlo.reshape %111 : (tensor<2x1xui32>) -> tensor<2xui32>
    %113 = stablehlo.add %110, %112 : tensor<2xui32>
    %114 = stablehlo.slice %108 [0:2, 1:2] : (tensor<2x2xui32>) -> tensor<2x1xui32>
    %115 = stablehlo.reshape %114 : (tensor<2x1xui32>) -> tensor<2xui32>
    %116 = stablehlo.slice %orders.sampling.seed [0:2, 1:2] : (tensor<2x2xui32>) -> tensor<2x1xui32>
    %117 = stablehlo.reshape %116 : (tensor<2x1xui32>) -> tensor<2xui32>
    %118 = stablehlo.add %115, %117 : tensor<2xui32>
    %119 = stablehlo.add %113, %118 : tensor<2xui32>
    %120 = stablehlo.constant dense<13> : tensor<2xui32>
    %121 = stablehlo.shift_left %118, %120 : tensor<2xui32>
    %122 = stablehlo.constant dense<19> : tensor<2xui32>
    %123 = stablehlo.shift_right_logical %118, %122 : tensor<2xui32>
    %124 = stablehlo.or %121, %123 : tensor<2xui32>
    %125 = stablehlo.xor %124, %119 : tensor<2xui32>
    %126 = stablehlo.add %119, %125 : tensor<2xui32>
    %127 = stablehlo.constant dense<15> : tensor<2xui32>
    %128 = stablehlo.shift_left %125, %127 : tensor<2xui32>
    %129 = stablehlo.constant dense<17> : tensor<2xui32>
    %130 = stablehlo.shift_right_logical %125, %129 : tensor<2xui32>
    %131 = stablehlo.or %128, %130 : tensor<2xui32>
    %132 = stablehlo.xor %131, %126 : tensor<2xui32>
    %133 = stablehlo.add %126, %132 : tensor<2xui32>
    %134 = stablehlo.constant dense<26> : tensor<2xui32>
    %135 = stablehlo.shift_left %132, %134 : tensor<2xui32>
    %136 = stablehlo.constant dense<6> : tensor<2xui32>
    %137 = stablehlo.shift_right_logical %132, %136 : tensor<2xui32>
    %138 = stablehlo.or %135, %137 : tensor<2xui32>
    %139 = stablehlo.xor %138, %133 : tensor<2xui32>
    %140 = stablehlo.add %133, %139 : tensor<2xui32>
    %141 = stablehlo.add %140, %117 : tensor<2xui32>
    %142 = stablehlo.shift_left %139, %136 : tensor<2xui32>
    %143 = stablehlo.shift_right_logical %139, %134 : tensor<2xui32>
    %144 = stablehlo.or %142, %143 : tensor<2xui32>
    %145 = stablehlo.xor %144, %140 : tensor<2xui32>
    %146 = stablehlo.xor %112, %117 : tensor<2xui32>
    %147 = stablehlo.constant dense<466688986> : tensor<2xui32>
    %148 = stablehlo.xor %146, %147 : tensor<2xui32>
    %149 = stablehlo.add %145, %148 : tensor<2xui32>
    %150 = stablehlo.constant dense<1> : tensor<2xui32>
    %151 = stablehlo.add %149, %150 : tensor<2xui32>
    %152 = stablehlo.add %141, %151 : tensor<2xui32>
    %153 = stablehlo.shift_left %151, %129 : tensor<2xui32>
    %154 = stablehlo.shift_right_logical %151, %127 : tensor<2xui32>
    %155 = stablehlo.or %153, %154 : tensor<2xui32>
    %156 = stablehlo.xor %155, %152 : tensor<2xui32>
    %157 = stablehlo.add %152, %156 : tensor<2xui32>
    %158 = stablehlo.constant dense<29> : tensor<2xui32>
    %159 = stablehlo.shift_left %156, %158 : tensor<2xui32>
    %160 = stablehlo.constant dense<3> : tensor<2xui32>
    %161 = stablehlo.shift_right_logical %156, %160 : tensor<2xui32>
    %162 = stablehlo.or %159, %161 : tensor<2xui32>
    %163 = stablehlo.xor %162, %157 : tensor<2xui32>
    %164 = stablehlo.add %157, %163 : tensor<2xui32>
    %165 = stablehlo.constant dense<16> : tensor<2xui32>
    %166 = stablehlo.shift_left %163, %165 : tensor<2xui32>
    %167 = stablehlo.shift_right_logical %163, %165 : tensor<2xui32>
    %168 = stablehlo.or %166, %167 : tensor<2xui32>
    %169 = stablehlo.xor %168, %164 : tensor<2xui32>
    %170 = stablehlo.add %164, %169 : tensor<2xui32>
    %171 = stablehlo.add %170, %148 : tensor<2xui32>
    %172 = stablehlo.constant dense<24> : tensor<2xui32>
    %173 = stablehlo.shift_left %169, %172 : tensor<2xui32>
    %174 = stablehlo.constant dense<8> : tensor<2xui32>
    %175 = stablehlo.shift_right_logical %169, %174 : tensor<2xui32>
    %176 = stablehlo.or %173, %175 : tensor<2xui32>
    %177 = stablehlo.xor %176, %170 : tensor<2xui32>
    %178 = stablehlo.add %177, %112 : tensor<2xui32>
    %179 = stablehlo.constant dense<2> : tensor<2xui32>
    %180 = stablehlo.add %178, %179 : tensor<2xui32>
    %181 = stablehlo.add %171, %180 : tensor<2xui32>
    %182 = stablehlo.shift_left %180, %120 : tensor<2xui32>
    %183 = stablehlo.shift_right_logical %180, %122 : tensor<2xui32>
    %184 = stablehlo.or %182, %183 : tensor<2xui32>
    %185 = stablehlo.xor %184, %181 : tensor<2xui32>
    %186 = stablehlo.add %181, %185 : tensor<2xui32>
    %187 = stablehlo.shift_left %185, %127 : tensor<2xui32>
    %188 = stablehlo.shift_right_logical %185, %129 : tensor<2xui32>
    %189 = stablehlo.or %187, %188 : tensor<2xui32>
    %190 = stablehlo.xor %189, %186 : tensor<2xui32>
    %191 = stablehlo.add %186, %190 : tensor<2xui32>
    %192 = stablehlo.shift_left %190, %134 : tensor<2xui32>
    %193 = stablehlo.shift_right_logical %190, %136 : tensor<2xui32>
    %194 = stablehlo.or %192, %193 : tensor<2xui32>
    %195 = stablehlo.xor %194, %191 : tensor<2xui32>
    %196 = stablehlo.add %191, %195 : tensor<2xui32>
    %197 = stablehlo.add %196, %112 : tensor<2xui32>
    %198 = stablehlo.shift_left %195, %136 : tensor<2xui32>
    %199 = stablehlo.shift_right_logical %195, %134 : tensor<2xui32>
    %200 = stablehlo.or %198, %199 : tensor<2xui32>
    %201 = stablehlo.xor %200, %196 : tensor<2xui32>
    %202 = stablehlo.add %201, %117 : tensor<2xui32>
    %203 = stablehlo.add %202, %160 : tensor<2xui32>
    %204 = stablehlo.add %197, %203 : tensor<2xui32>
    %205 = stablehlo.shift_left %203, %129 : tensor<2xui32>
    %206 = stablehlo.shift_right_logical %203, %127 : tensor<2xui32>
    %207 = stablehlo.or %205, %206 : tensor<2xui32>
    %208 = stablehlo.xor %207, %204 : tensor<2xui32>
    %209 = stablehlo.add %204, %208 : tensor<2xui32>
    %210 = stablehlo.shift_left %208, %158 : tensor<2xui32>
    %211 = stablehlo.shift_right_logical %208, %160 : tensor<2xui32>
    %212 = stablehlo.or %210, %211 : tensor<2xui32>
    %213 = stablehlo.xor %212, %209 : tensor<2xui32>
    %214 = stablehlo.add %209, %213 : tensor<2xui32>
    %215 = stablehlo.shift_left %213, %165 : tensor<2xui32>
    %216 = stablehlo.shift_right_logical %213, %165 : tensor<2xui32>
    %217 = stablehlo.or %215, %216 : tensor<2xui32>
    %218 = stablehlo.xor %217, %214 : tensor<2xui32>
    %219 = stablehlo.add %214, %218 : tensor<2xui32>
    %220 = stablehlo.add %219, %117 : tensor<2xui32>
    %221 = stablehlo.shift_left %218, %172 : tensor<2xui32>
    %222 = stablehlo.shift_right_logical %218, %174 : tensor<2xui32>
    %223 = stablehlo.or %221, %222 : tensor<2xui32>
    %224 = stablehlo.xor %223, %219 : tensor<2xui32>
    %225 = stablehlo.add %224, %148 : tensor<2xui32>
    %226 = stablehlo.constant dense<4> : tensor<2xui32>
    %227 = stablehlo.add %225, %226 : tensor<2xui32>
    %228 = stablehlo.add %220, %227 : tensor<2xui32>
    %229 = stablehlo.shift_left %227, %120 : tensor<2xui32>
    %230 = stablehlo.shift_right_logical %227, %122 : tensor<2xui32>
    %231 = stablehlo.or %229, %230 : tensor<2xui32>
    %232 = stablehlo.xor %231, %228 : tensor<2xui32>
    %233 = stablehlo.add %228, %232 : tensor<2xui32>
    %234 = stablehlo.shift_left %232, %127 : tensor<2xui32>
    %235 = stablehlo.shift_right_logical %232, %129 : tensor<2xui32>
    %236 = stablehlo.or %234, %235 : tensor<2xui32>
    %237 = stablehlo.xor %236, %233 : tensor<2xui32>
    %238 = stablehlo.add %233, %237 : tensor<2xui32>
    %239 = stablehlo.shift_left %237, %134 : tensor<2xui32>
    %240 = stablehlo.shift_right_logical %237, %136 : tensor<2xui32>
    %241 = stablehlo.or %239, %240 : tensor<2xui32>
    %242 = stablehlo.xor %241, %238 : tensor<2xui32>
    %243 = stablehlo.add %238, %242 : tensor<2xui32>
    %244 = stablehlo.add %243, %148 : tensor<2xui32>
    %245 = stablehlo.reshape %244 : (tensor<2xui32>) -> tensor<2x1xui32>
    %246 = stablehlo.shift_left %242, %136 : tensor<2xui32>
    %247 = stablehlo.shift_right_logical %242, %134 : tensor<2xui32>
    %248 = stablehlo.or %246, %247 : tensor<2xui32>
    %249 = stablehlo.xor %248, %243 : tensor<2xui32>
    %250 = stablehlo.add %249, %112 : tensor<2xui32>
    %251 = stablehlo.constant dense<5> : tensor<2xui32>
    %252 = stablehlo.add %250, %251 : tensor<2xui32>
    %253 = stablehlo.reshape %252 : (tensor<2xui32>) -> tensor<2x1xui32>
    %254 = stablehlo.concatenate %245, %253, dim = 1 : (tensor<2x1xui32>, tensor<2x1xui32>) -> tensor<2x2xui32>
    %255 = stablehlo.slice %254 [0:2, 0:1] : (tensor<2x2xui32>) -> tensor<2x1xui32>
    %256 = stablehlo.reshape %255 : (tensor<2x1xui32>) -> tensor<2xui32>
    %257 = stablehlo.shift_right_logical %256, %174 : tensor<2xui32>
    %258 = stablehlo.convert %257 : (tensor<2xui32>) -> tensor<2xf32>
    %259 = stablehlo.constant dense<5.9604645e-08> : tensor<2xf32>
    %260 = stablehlo.multiply %258, %259 : tensor<2xf32>
    %261 = stablehlo.reduce(%104 init: %74) applies stablehlo.add across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
    %262 = stablehlo.multiply %260, %261 : tensor<2xf32>
    %263:2 = stablehlo.while(%_4 = %32, %_5 = %25) : tensor<i32>, tensor<2xi32>
    cond {
      %264 = stablehlo.constant dense<0> : tensor<i32>
      %265 = stablehlo.compare GT, %_4, %264, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      stablehlo.return %265 : tensor<i1>
    } do {
      %266 = stablehlo.constant dense<1> : tensor<i32>
      %267 = stablehlo.shift_right_logical %_4, %266 : tensor<i32>
      %268 = stablehlo.broadcast_in_dim %_4, dims = [] : (tensor<i32>) -> tensor<2xi32>
      %269 = stablehlo.add %_5, %268 : tensor<2xi32>
      %270 = stablehlo.constant dense<1> : tensor<2xi32>
      %271 = stablehlo.subtract %269, %270 : tensor<2xi32>
      %272 = stablehlo.broadcast_in_dim %271, dims = [0] : (tensor<2xi32>) -> tensor<2x11xi32>
      %273 = stablehlo.compare LE, %19, %272, SIGNED : (tensor<2x11xi32>, tensor<2x11xi32>) -> tensor<2x11xi1>
      %274 = stablehlo.select %273, %104, %2 : tensor<2x11xi1>, tensor<2x11xf32>
      %275 = stablehlo.reduce(%274 init: %74) applies stablehlo.add across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
      %276 = stablehlo.compare LE, %275, %262, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
      %277 = stablehlo.compare LT, %269, %27, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %278 = stablehlo.and %276, %277 : tensor<2xi1>
      %279 = stablehlo.select %278, %269, %_5 : tensor<2xi1>, tensor<2xi32>
      stablehlo.return %267, %279 : tensor<i32>, tensor<2xi32>
    }
    %280 = stablehlo.select %31, %29, %263#1 : tensor<2xi1>, tensor<2xi32>
    %281 = stablehlo.select %rows.done, %rows.token, %280 : tensor<2xi1>, tensor<2xi32>
    %282 = stablehlo.broadcast_in_dim %280, dims = [0] : (tensor<2xi32>) -> tensor<2x1xi32>
    %283 = stablehlo.compare EQ, %282, %orders.stop_ids, SIGNED : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x1xi1>
    %284 = stablehlo.constant dense<false> : tensor<i1>
    %285 = stablehlo.reduce(%283 init: %284) applies stablehlo.or across dimensions = [1] : (tensor<2x1xi1>, tensor<i1>) -> tensor<2xi1>
    %286 = stablehlo.constant dense<1> : tensor<2xi32>
    %287 = stablehlo.add %rows.number, %286 : tensor<2xi32>
    %288 = stablehlo.compare GE, %287, %orders.budget, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
    %289 = stablehlo.or %285, %288 : tensor<2xi1>
    %290 = stablehlo.compare GE, %280, %27, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
    %291 = stablehlo.or %289, %290 : tensor<2xi1>
    %292 = stablehlo.or %rows.done, %291 : tensor<2xi1>
    %293 = stablehlo.select %rows.done, %rows.number, %287 : tensor<2xi1>, tensor<2xi32>
    %294 = stablehlo.broadcast_in_dim %281, dims = [0] : (tensor<2xi32>) -> tensor<2x11xi32>
    %295 = stablehlo.compare EQ, %19, %294, SIGNED : (tensor<2x11xi32>, tensor<2x11xi32>) -> tensor<2x11xi1>
    %296 = stablehlo.or %rows.seen, %295 : tensor<2x11xi1>
    func.return %281, %292, %293, %296 : tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x11xi1>
  }
}
