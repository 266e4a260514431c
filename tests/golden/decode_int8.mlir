module @decode {
  func.func public @main(
      %weights.embedding: tensor<11x160xi8>,
      %weights.embedding.scale: tensor<11xf32>,
      %weights.layers.0.norm: tensor<160xf32>,
      %weights.layers.0.mixer.in_proj: tensor<662x160xi8>,
      %weights.layers.0.mixer.in_proj.scale: tensor<662xf32>,
      %weights.layers.0.mixer.conv_weight: tensor<332x3xf32>,
      %weights.layers.0.mixer.conv_bias: tensor<332xf32>,
      %weights.layers.0.mixer.dt_bias: tensor<2x5xf32>,
      %weights.layers.0.mixer.A_log: tensor<2x5xf32>,
      %weights.layers.0.mixer.D: tensor<2x5xf32>,
      %weights.layers.0.mixer.norm: tensor<2x5x32xf32>,
      %weights.layers.0.mixer.out_proj.rows0: tensor<1x160x160xi8>,
      %weights.layers.0.mixer.out_proj.rows1: tensor<1x160x160xi8>,
      %weights.layers.0.mixer.out_proj.scale: tensor<2x160xf32>,
      %weights.norm_f: tensor<160xf32>,
      %state.layers.0.conv: tensor<2x2x332xf32> {tf.aliasing_output = 4 : i32},
      %state.layers.0.ssm: tensor<2x2x5x32x3xf32> {tf.aliasing_output = 5 : i32},
      %rows.token: tensor<2xi32> {tf.aliasing_output = 1 : i32},
      %rows.done: tensor<2xi1> {tf.aliasing_output = 2 : i32},
      %rows.number: tensor<2xi32> {tf.aliasing_output = 3 : i32},
      %orders.sampling.temperature: tensor<2xf32>,
      %orders.sampling.top_k: tensor<2xi32>,
      %orders.sampling.top_p: tensor<2xf32>,
      %orders.sampling.min_p: tensor<2xf32>,
      %orders.sampling.repetition_penalty: tensor<2xf32>,
      %orders.sampling.seed: tensor<2x2xui32>,
      %orders.budget: tensor<2xi32>,
      %orders.stop_ids: tensor<2x1xi32>,
      %limit: tensor<i32>
  ) -> (tensor<2x4xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x2x332xf32>, tensor<2x2x5x32x3xf32>) {
    // result 0: tokens
    // result 1: rows.token
    // result 2: rows.done
    // result 3: rows.number
    // result 4: state.layers.0.conv
    // result 5: state.layers.0.ssm
    %0 = stablehlo.constant dense<0> : tensor<i32>
    %1 = stablehlo.constant dense<-1> : tensor<2x4xi32>
    %2:7 = stablehlo.while(%_0 = %0, %_1 = %1, %_2 = %rows.token, %_3 = %rows.done, %_4 = %rows.number, %_5 = %state.layers.0.conv, %_6 = %state.layers.0.ssm) : tensor<i32>, tensor<2x4xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x2x332xf32>, tensor<2x2x5x32x3xf32>
    cond {
      %3 = stablehlo.constant dense<4> : tensor<i32>
      %4 = stablehlo.compare LT, %_0, %3, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      stablehlo.return %4 : tensor<i1>
    } do {
      %5 = stablehlo.constant dense<1> : tensor<i32>
      %6 = stablehlo.add %_0, %5 : tensor<i32>
      %7 = stablehlo.constant dense<-1> : tensor<2xi32>
      %8 = "stablehlo.gather"(%weights.embedding, %_2) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 160>}> : (tensor<11x160xi8>, tensor<2xi32>) -> tensor<2x160xi8>
      %9 = stablehlo.convert %8 : (tensor<2x160xi8>) -> tensor<2x160xf32>
      %10 = stablehlo.reshape %weights.embedding.scale : (tensor<11xf32>) -> tensor<11x1xf32>
      %11 = "stablehlo.gather"(%10, %_2) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 1>}> : (tensor<11x1xf32>, tensor<2xi32>) -> tensor<2x1xf32>
      %12 = stablehlo.reshape %11 : (tensor<2x1xf32>) -> tensor<2xf32>
      %13 = stablehlo.broadcast_in_dim %12, dims = [0] : (tensor<2xf32>) -> tensor<2x160xf32>
      %14 = stablehlo.multiply %9, %13 : tensor<2x160xf32>
      %15 = stablehlo.exponential %weights.layers.0.mixer.A_log : tensor<2x5xf32>
      %16 = stablehlo.negate %15 : tensor<2x5xf32>
      %17 = stablehlo.broadcast_in_dim %16, dims = [1, 2] : (tensor<2x5xf32>) -> tensor<2x2x5xf32>
      %18 = stablehlo.not %_3 : tensor<2xi1>
      %19 = stablehlo.broadcast_in_dim %18, dims = [0] : (tensor<2xi1>) -> tensor<2x2x5xi1>
      %20 = stablehlo.multiply %14, %14 : tensor<2x160xf32>
      %21 = stablehlo.constant dense<0.0> : tensor<f32>
      %22 = stablehlo.reduce(%20 init: %21) applies stablehlo.add across dimensions = [1] : (tensor<2x160xf32>, tensor<f32>) -> tensor<2xf32>
      %23 = stablehlo.constant dense<0.00625> : tensor<2xf32>
      %24 = stablehlo.multiply %22, %23 : tensor<2xf32>
      %25 = stablehlo.constant dense<1.0e-05> : tensor<2xf32>
      %26 = stablehlo.add %24, %25 : tensor<2xf32>
      %27 = stablehlo.rsqrt %26 : tensor<2xf32>
      %28 = stablehlo.broadcast_in_dim %27, dims = [0] : (tensor<2xf32>) -> tensor<2x160xf32>
      %29 = stablehlo.multiply %14, %28 : tensor<2x160xf32>
      %30 = stablehlo.broadcast_in_dim %weights.layers.0.norm, dims = [1] : (tensor<160xf32>) -> tensor<2x160xf32>
      %31 = stablehlo.multiply %29, %30 : tensor<2x160xf32>
      %32 = stablehlo.reshape %31 : (tensor<2x160xf32>) -> tensor<2x160xf32>
      %33 = stablehlo.constant dense<16256.0> : tensor<2xf32>
      %34 = stablehlo.abs %32 : tensor<2x160xf32>
      %35 = stablehlo.constant dense<0xFF800000> : tensor<f32>
      %36 = stablehlo.reduce(%34 init: %35) applies stablehlo.maximum across dimensions = [1] : (tensor<2x160xf32>, tensor<f32>) -> tensor<2xf32>
      %37 = stablehlo.constant dense<7.888609e-31> : tensor<2xf32>
      %38 = stablehlo.maximum %36, %37 : tensor<2xf32>
      %39 = stablehlo.divide %33, %38 : tensor<2xf32>
      %40 = stablehlo.broadcast_in_dim %39, dims = [0] : (tensor<2xf32>) -> tensor<2x160xf32>
      %41 = stablehlo.multiply %32, %40 : tensor<2x160xf32>
      %42 = stablehlo.constant dense<0.5> : tensor<2x160xf32>
      %43 = stablehlo.add %41, %42 : tensor<2x160xf32>
      %44 = stablehlo.floor %43 : tensor<2x160xf32>
      %45 = stablehlo.constant dense<0.0078125> : tensor<2x160xf32>
      %46 = stablehlo.multiply %44, %45 : tensor<2x160xf32>
      %47 = stablehlo.add %46, %42 : tensor<2x160xf32>
      %48 = stablehlo.floor %47 : tensor<2x160xf32>
      %49 = stablehlo.constant dense<128.0> : tensor<2x160xf32>
      %50 = stablehlo.multiply %48, %49 : tensor<2x160xf32>
      %51 = stablehlo.subtract %44, %50 : tensor<2x160xf32>
      %52 = stablehlo.concatenate %48, %51, dim = 0 : (tensor<2x160xf32>, tensor<2x160xf32>) -> tensor<4x160xf32>
      %53 = stablehlo.convert %52 : (tensor<4x160xf32>) -> tensor<4x160xi8>
      %54 = stablehlo.dot_general %53, %weights.layers.0.mixer.in_proj, contracting_dims = [1] x [1], precision = [DEFAULT, DEFAULT] : (tensor<4x160xi8>, tensor<662x160xi8>) -> tensor<4x662xi32>
      %55 = stablehlo.convert %54 : (tensor<4x662xi32>) -> tensor<4x662xf32>
      %56 = stablehlo.slice %55 [0:2, 0:662] : (tensor<4x662xf32>) -> tensor<2x662xf32>
      %57 = stablehlo.constant dense<128.0> : tensor<2x662xf32>
      %58 = stablehlo.multiply %56, %57 : tensor<2x662xf32>
      %59 = stablehlo.slice %55 [2:4, 0:662] : (tensor<4x662xf32>) -> tensor<2x662xf32>
      %60 = stablehlo.add %58, %59 : tensor<2x662xf32>
      %61 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.in_proj.scale, dims = [1] : (tensor<662xf32>) -> tensor<2x662xf32>
      %62 = stablehlo.multiply %60, %61 : tensor<2x662xf32>
      %63 = stablehlo.compare NE, %32, %32, FLOAT : (tensor<2x160xf32>, tensor<2x160xf32>) -> tensor<2x160xi1>
      %64 = stablehlo.constant dense<false> : tensor<i1>
      %65 = stablehlo.reduce(%63 init: %64) applies stablehlo.or across dimensions = [1] : (tensor<2x160xi1>, tensor<i1>) -> tensor<2xi1>
      %66 = stablehlo.constant dense<0x7FC00000> : tensor<2xf32>
      %67 = stablehlo.constant dense<6.151575e-05> : tensor<2xf32>
      %68 = stablehlo.multiply %36, %67 : tensor<2xf32>
      %69 = stablehlo.select %65, %66, %68 : tensor<2xi1>, tensor<2xf32>
      %70 = stablehlo.broadcast_in_dim %69, dims = [0] : (tensor<2xf32>) -> tensor<2x662xf32>
      %71 = stablehlo.multiply %62, %70 : tensor<2x662xf32>
      %72 = stablehlo.reshape %71 : (tensor<2x662xf32>) -> tensor<2x662xf32>
      %73 = stablehlo.slice %72 [0:2, 652:662] : (tensor<2x662xf32>) -> tensor<2x10xf32>
      %74 = stablehlo.reshape %73 : (tensor<2x10xf32>) -> tensor<2x2x5xf32>
      %75 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.dt_bias, dims = [1, 2] : (tensor<2x5xf32>) -> tensor<2x2x5xf32>
      %76 = stablehlo.add %74, %75 : tensor<2x2x5xf32>
      %77 = stablehlo.constant dense<0.0> : tensor<2x2x5xf32>
      %78 = stablehlo.maximum %76, %77 : tensor<2x2x5xf32>
      %79 = stablehlo.abs %76 : tensor<2x2x5xf32>
      %80 = stablehlo.negate %79 : tensor<2x2x5xf32>
      %81 = stablehlo.exponential %80 : tensor<2x2x5xf32>
      %82 = stablehlo.log_plus_one %81 : tensor<2x2x5xf32>
      %83 = stablehlo.add %78, %82 : tensor<2x2x5xf32>
      %84 = stablehlo.maximum %83, %77 : tensor<2x2x5xf32>
      %85 = stablehlo.constant dense<0x7F800000> : tensor<2x2x5xf32>
      %86 = stablehlo.minimum %84, %85 : tensor<2x2x5xf32>
      %87 = stablehlo.select %19, %86, %77 : tensor<2x2x5xi1>, tensor<2x2x5xf32>
      %88 = stablehlo.optimization_barrier %87 : tensor<2x2x5xf32>
      %89 = stablehlo.multiply %17, %88 : tensor<2x2x5xf32>
      %90 = stablehlo.exponential %89 : tensor<2x2x5xf32>
      %91 = stablehlo.broadcast_in_dim %90, dims = [0, 1, 2] : (tensor<2x2x5xf32>) -> tensor<2x2x5x32x3xf32>
      %92 = stablehlo.multiply %91, %_6 : tensor<2x2x5x32x3xf32>
      %93 = stablehlo.slice %72 [0:2, 320:652] : (tensor<2x662xf32>) -> tensor<2x332xf32>
      %94 = stablehlo.reshape %93 : (tensor<2x332xf32>) -> tensor<2x1x332xf32>
      %95 = stablehlo.concatenate %_5, %94, dim = 1 : (tensor<2x2x332xf32>, tensor<2x1x332xf32>) -> tensor<2x3x332xf32>
      %96 = stablehlo.slice %95 [0:2, 0:1, 0:332] : (tensor<2x3x332xf32>) -> tensor<2x1x332xf32>
      %97 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:332, 0:1] : (tensor<332x3xf32>) -> tensor<332x1xf32>
      %98 = stablehlo.reshape %97 : (tensor<332x1xf32>) -> tensor<332xf32>
      %99 = stablehlo.broadcast_in_dim %98, dims = [2] : (tensor<332xf32>) -> tensor<2x1x332xf32>
      %100 = stablehlo.multiply %96, %99 : tensor<2x1x332xf32>
      %101 = stablehlo.slice %95 [0:2, 1:2, 0:332] : (tensor<2x3x332xf32>) -> tensor<2x1x332xf32>
      %102 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:332, 1:2] : (tensor<332x3xf32>) -> tensor<332x1xf32>
      %103 = stablehlo.reshape %102 : (tensor<332x1xf32>) -> tensor<332xf32>
      %104 = stablehlo.broadcast_in_dim %103, dims = [2] : (tensor<332xf32>) -> tensor<2x1x332xf32>
      %105 = stablehlo.multiply %101, %104 : tensor<2x1x332xf32>
      %106 = stablehlo.add %100, %105 : tensor<2x1x332xf32>
      %107 = stablehlo.slice %95 [0:2, 2:3, 0:332] : (tensor<2x3x332xf32>) -> tensor<2x1x332xf32>
      %108 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:332, 2:3] : (tensor<332x3xf32>) -> tensor<332x1xf32>
      %109 = stablehlo.reshape %108 : (tensor<332x1xf32>) -> tensor<332xf32>
      %110 = stablehlo.broadcast_in_dim %109, dims = [2] : (tensor<332xf32>) -> tensor<2x1x332xf32>
      %111 = stablehlo.multiply %107, %110 : tensor<2x1x332xf32>
      %112 = stablehlo.add %106, %111 : tensor<2x1x332xf32>
      %113 = stablehlo.reshape %112 : (tensor<2x1x332xf32>) -> tensor<2x332xf32>
      %114 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.conv_bias, dims = [1] : (tensor<332xf32>) -> tensor<2x332xf32>
      %115 = stablehlo.add %113, %114 : tensor<2x332xf32>
      %116 = stablehlo.logistic %115 : tensor<2x332xf32>
      %117 = stablehlo.multiply %115, %116 : tensor<2x332xf32>
      %118 = stablehlo.optimization_barrier %117 : tensor<2x332xf32>
      %119 = stablehlo.slice %118 [0:2, 0:320] : (tensor<2x332xf32>) -> tensor<2x320xf32>
      %120 = stablehlo.reshape %119 : (tensor<2x320xf32>) -> tensor<2x2x5x32xf32>
      %121 = stablehlo.broadcast_in_dim %88, dims = [0, 1, 2] : (tensor<2x2x5xf32>) -> tensor<2x2x5x32xf32>
      %122 = stablehlo.multiply %120, %121 : tensor<2x2x5x32xf32>
      %123 = stablehlo.broadcast_in_dim %122, dims = [0, 1, 2, 3] : (tensor<2x2x5x32xf32>) -> tensor<2x2x5x32x3xf32>
      %124 = stablehlo.slice %118 [0:2, 320:326] : (tensor<2x332xf32>) -> tensor<2x6xf32>
      %125 = stablehlo.reshape %124 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
      %126 = stablehlo.broadcast_in_dim %125, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x5x32x3xf32>
      %127 = stablehlo.multiply %123, %126 : tensor<2x2x5x32x3xf32>
      %128 = stablehlo.add %92, %127 : tensor<2x2x5x32x3xf32>
      %129 = stablehlo.slice %118 [0:2, 326:332] : (tensor<2x332xf32>) -> tensor<2x6xf32>
      %130 = stablehlo.reshape %129 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
      %131 = stablehlo.broadcast_in_dim %130, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x5x32x3xf32>
      %132 = stablehlo.multiply %128, %131 : tensor<2x2x5x32x3xf32>
      %133 = stablehlo.reduce(%132 init: %21) applies stablehlo.add across dimensions = [4] : (tensor<2x2x5x32x3xf32>, tensor<f32>) -> tensor<2x2x5x32xf32>
      %134 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.D, dims = [1, 2] : (tensor<2x5xf32>) -> tensor<2x2x5x32xf32>
      %135 = stablehlo.multiply %134, %120 : tensor<2x2x5x32xf32>
      %136 = stablehlo.add %133, %135 : tensor<2x2x5x32xf32>
      %137 = stablehlo.slice %72 [0:2, 0:320] : (tensor<2x662xf32>) -> tensor<2x320xf32>
      %138 = stablehlo.reshape %137 : (tensor<2x320xf32>) -> tensor<2x2x5x32xf32>
      %139 = stablehlo.logistic %138 : tensor<2x2x5x32xf32>
      %140 = stablehlo.multiply %138, %139 : tensor<2x2x5x32xf32>
      %141 = stablehlo.multiply %136, %140 : tensor<2x2x5x32xf32>
      %142 = stablehlo.multiply %141, %141 : tensor<2x2x5x32xf32>
      %143 = stablehlo.reduce(%142 init: %21) applies stablehlo.add across dimensions = [2, 3] : (tensor<2x2x5x32xf32>, tensor<f32>) -> tensor<2x2xf32>
      %144 = stablehlo.constant dense<0.00625> : tensor<2x2xf32>
      %145 = stablehlo.multiply %143, %144 : tensor<2x2xf32>
      %146 = stablehlo.constant dense<1.0e-05> : tensor<2x2xf32>
      %147 = stablehlo.add %145, %146 : tensor<2x2xf32>
      %148 = stablehlo.rsqrt %147 : tensor<2x2xf32>
      %149 = stablehlo.broadcast_in_dim %148, dims = [0, 1] : (tensor<2x2xf32>) -> tensor<2x2x5x32xf32>
      %150 = stablehlo.multiply %141, %149 : tensor<2x2x5x32xf32>
      %151 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.norm, dims = [1, 2, 3] : (tensor<2x5x32xf32>) -> tensor<2x2x5x32xf32>
      %152 = stablehlo.multiply %150, %151 : tensor<2x2x5x32xf32>
      %153 = stablehlo.reshape %152 : (tensor<2x2x5x32xf32>) -> tensor<2x320xf32>
      %154 = stablehlo.reshape %153 : (tensor<2x320xf32>) -> tensor<2x320xf32>
      %155 = stablehlo.abs %154 : tensor<2x320xf32>
      %156 = stablehlo.reduce(%155 init: %35) applies stablehlo.maximum across dimensions = [1] : (tensor<2x320xf32>, tensor<f32>) -> tensor<2xf32>
      %157 = stablehlo.maximum %156, %37 : tensor<2xf32>
      %158 = stablehlo.divide %33, %157 : tensor<2xf32>
      %159 = stablehlo.broadcast_in_dim %158, dims = [0] : (tensor<2xf32>) -> tensor<2x320xf32>
      %160 = stablehlo.multiply %154, %159 : tensor<2x320xf32>
      %161 = stablehlo.constant dense<0.5> : tensor<2x320xf32>
      %162 = stablehlo.add %160, %161 : tensor<2x320xf32>
      %163 = stablehlo.floor %162 : tensor<2x320xf32>
      %164 = stablehlo.constant dense<0.0078125> : tensor<2x320xf32>
      %165 = stablehlo.multiply %163, %164 : tensor<2x320xf32>
      %166 = stablehlo.add %165, %161 : tensor<2x320xf32>
      %167 = stablehlo.floor %166 : tensor<2x320xf32>
      %168 = stablehlo.constant dense<128.0> : tensor<2x320xf32>
      %169 = stablehlo.multiply %167, %168 : tensor<2x320xf32>
      %170 = stablehlo.subtract %163, %169 : tensor<2x320xf32>
      %171 = stablehlo.concatenate %167, %170, dim = 0 : (tensor<2x320xf32>, tensor<2x320xf32>) -> tensor<4x320xf32>
      %172 = stablehlo.convert %171 : (tensor<4x320xf32>) -> tensor<4x320xi8>
      %173 = stablehlo.slice %172 [0:4, 0:160] : (tensor<4x320xi8>) -> tensor<4x160xi8>
      %174 = stablehlo.reshape %weights.layers.0.mixer.out_proj.rows0 : (tensor<1x160x160xi8>) -> tensor<160x160xi8>
      %175 = stablehlo.dot_general %173, %174, contracting_dims = [1] x [1], precision = [DEFAULT, DEFAULT] : (tensor<4x160xi8>, tensor<160x160xi8>) -> tensor<4x160xi32>
      %176 = stablehlo.convert %175 : (tensor<4x160xi32>) -> tensor<4x160xf32>
      %177 = stablehlo.slice %176 [0:2, 0:160] : (tensor<4x160xf32>) -> tensor<2x160xf32>
      %178 = stablehlo.multiply %177, %49 : tensor<2x160xf32>
      %179 = stablehlo.slice %176 [2:4, 0:160] : (tensor<4x160xf32>) -> tensor<2x160xf32>
      %180 = stablehlo.add %178, %179 : tensor<2x160xf32>
      %181 = stablehlo.slice %weights.layers.0.mixer.out_proj.scale [0:1, 0:160] : (tensor<2x160xf32>) -> tensor<1x160xf32>
      %182 = stablehlo.reshape %181 : (tensor<1x160xf32>) -> tensor<160xf32>
      %183 = stablehlo.broadcast_in_dim %182, dims = [1] : (tensor<160xf32>) -> tensor<2x160xf32>
      %184 = stablehlo.multiply %180, %183 : tensor<2x160xf32>
      %185 = stablehlo.slice %172 [0:4, 160:320] : (tensor<4x320xi8>) -> tensor<4x160xi8>
      %186 = stablehlo.reshape %weights.layers.0.mixer.out_proj.rows1 : (tensor<1x160x160xi8>) -> tensor<160x160xi8>
      %187 = stablehlo.dot_general %185, %186, contracting_dims = [1] x [1], precision = [DEFAULT, DEFAULT] : (tensor<4x160xi8>, tensor<160x160xi8>) -> tensor<4x160xi32>
      %188 = stablehlo.convert %187 : (tensor<4x160xi32>) -> tensor<4x160xf32>
      %189 = stablehlo.slice %188 [0:2, 0:160] : (tensor<4x160xf32>) -> tensor<2x160xf32>
      %190 = stablehlo.multiply %189, %49 : tensor<2x160xf32>
      %191 = stablehlo.slice %188 [2:4, 0:160] : (tensor<4x160xf32>) -> tensor<2x160xf32>
      %192 = stablehlo.add %190, %191 : tensor<2x160xf32>
      %193 = stablehlo.slice %weights.layers.0.mixer.out_proj.scale [1:2, 0:160] : (tensor<2x160xf32>) -> tensor<1x160xf32>
      %194 = stablehlo.reshape %193 : (tensor<1x160xf32>) -> tensor<160xf32>
      %195 = stablehlo.broadcast_in_dim %194, dims = [1] : (tensor<160xf32>) -> tensor<2x160xf32>
      %196 = stablehlo.multiply %192, %195 : tensor<2x160xf32>
      %197 = stablehlo.add %184, %196 : tensor<2x160xf32>
      %198 = stablehlo.compare NE, %154, %154, FLOAT : (tensor<2x320xf32>, tensor<2x320xf32>) -> tensor<2x320xi1>
      %199 = stablehlo.reduce(%198 init: %64) applies stablehlo.or across dimensions = [1] : (tensor<2x320xi1>, tensor<i1>) -> tensor<2xi1>
      %200 = stablehlo.multiply %156, %67 : tensor<2xf32>
      %201 = stablehlo.select %199, %66, %200 : tensor<2xi1>, tensor<2xf32>
      %202 = stablehlo.broadcast_in_dim %201, dims = [0] : (tensor<2xf32>) -> tensor<2x160xf32>
      %203 = stablehlo.multiply %197, %202 : tensor<2x160xf32>
      %204 = stablehlo.reshape %203 : (tensor<2x160xf32>) -> tensor<2x160xf32>
      %205 = stablehlo.add %14, %204 : tensor<2x160xf32>
      %206 = stablehlo.multiply %205, %205 : tensor<2x160xf32>
      %207 = stablehlo.reduce(%206 init: %21) applies stablehlo.add across dimensions = [1] : (tensor<2x160xf32>, tensor<f32>) -> tensor<2xf32>
      %208 = stablehlo.multiply %207, %23 : tensor<2xf32>
      %209 = stablehlo.add %208, %25 : tensor<2xf32>
      %210 = stablehlo.rsqrt %209 : tensor<2xf32>
      %211 = stablehlo.broadcast_in_dim %210, dims = [0] : (tensor<2xf32>) -> tensor<2x160xf32>
      %212 = stablehlo.multiply %205, %211 : tensor<2x160xf32>
      %213 = stablehlo.broadcast_in_dim %weights.norm_f, dims = [1] : (tensor<160xf32>) -> tensor<2x160xf32>
      %214 = stablehlo.multiply %212, %213 : tensor<2x160xf32>
      %215 = stablehlo.reshape %214 : (tensor<2x160xf32>) -> tensor<2x160xf32>
      %216 = stablehlo.abs %215 : tensor<2x160xf32>
      %217 = stablehlo.reduce(%216 init: %35) applies stablehlo.maximum across dimensions = [1] : (tensor<2x160xf32>, tensor<f32>) -> tensor<2xf32>
      %218 = stablehlo.maximum %217, %37 : tensor<2xf32>
      %219 = stablehlo.divide %33, %218 : tensor<2xf32>
      %220 = stablehlo.broadcast_in_dim %219, dims = [0] : (tensor<2xf32>) -> tensor<2x160xf32>
      %221 = stablehlo.multiply %215, %220 : tensor<2x160xf32>
      %222 = stablehlo.add %221, %42 : tensor<2x160xf32>
      %223 = stablehlo.floor %222 : tensor<2x160xf32>
      %224 = stablehlo.multiply %223, %45 : tensor<2x160xf32>
      %225 = stablehlo.add %224, %42 : tensor<2x160xf32>
      %226 = stablehlo.floor %225 : tensor<2x160xf32>
      %227 = stablehlo.multiply %226, %49 : tensor<2x160xf32>
      %228 = stablehlo.subtract %223, %227 : tensor<2x160xf32>
      %229 = stablehlo.concatenate %226, %228, dim = 0 : (tensor<2x160xf32>, tensor<2x160xf32>) -> tensor<4x160xf32>
      %230 = stablehlo.convert %229 : (tensor<4x160xf32>) -> tensor<4x160xi8>
      %231 = stablehlo.dot_general %230, %weights.embedding, contracting_dims = [1] x [1], precision = [DEFAULT, DEFAULT] : (tensor<4x160xi8>, tensor<11x160xi8>) -> tensor<4x11xi32>
      %232 = stablehlo.convert %231 : (tensor<4x11xi32>) -> tensor<4x11xf32>
      %233 = stablehlo.slice %232 [0:2, 0:11] : (tensor<4x11xf32>) -> tensor<2x11xf32>
      %234 = stablehlo.constant dense<128.0> : tensor<2x11xf32>
      %235 = stablehlo.multiply %233, %234 : tensor<2x11xf32>
      %236 = stablehlo.slice %232 [2:4, 0:11] : (tensor<4x11xf32>) -> tensor<2x11xf32>
      %237 = stablehlo.add %235, %236 : tensor<2x11xf32>
      %238 = stablehlo.broadcast_in_dim %weights.embedding.scale, dims = [1] : (tensor<11xf32>) -> tensor<2x11xf32>
      %239 = stablehlo.multiply %237, %238 : tensor<2x11xf32>
      %240 = stablehlo.compare NE, %215, %215, FLOAT : (tensor<2x160xf32>, tensor<2x160xf32>) -> tensor<2x160xi1>
      %241 = stablehlo.reduce(%240 init: %64) applies stablehlo.or across dimensions = [1] : (tensor<2x160xi1>, tensor<i1>) -> tensor<2xi1>
      %242 = stablehlo.multiply %217, %67 : tensor<2xf32>
      %243 = stablehlo.select %241, %66, %242 : tensor<2xi1>, tensor<2xf32>
      %244 = stablehlo.broadcast_in_dim %243, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
      %245 = stablehlo.multiply %239, %244 : tensor<2x11xf32>
      %246 = stablehlo.reshape %245 : (tensor<2x11xf32>) -> tensor<2x11xf32>
      %247 = stablehlo.reduce(%246 init: %35) applies stablehlo.maximum across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
      %248 = stablehlo.abs %247 : tensor<2xf32>
      %249 = stablehlo.constant dense<0x7F800000> : tensor<2xf32>
      %250 = stablehlo.compare LT, %248, %249, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
      %251 = stablehlo.compare NE, %246, %246, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
      %252 = stablehlo.constant dense<-1> : tensor<2x11xi32>
      %253 = stablehlo.broadcast_in_dim %247, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
      %254 = stablehlo.compare EQ, %246, %253, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
      %255 = stablehlo.iota dim = 0 : tensor<11xi32>
      %256 = stablehlo.broadcast_in_dim %255, dims = [1] : (tensor<11xi32>) -> tensor<2x11xi32>
      %257 = stablehlo.constant dense<11> : tensor<2x11xi32>
      %258 = stablehlo.select %254, %256, %257 : tensor<2x11xi1>, tensor<2x11xi32>
      %259 = stablehlo.select %251, %252, %258 : tensor<2x11xi1>, tensor<2x11xi32>
      %260 = stablehlo.constant dense<2147483647> : tensor<i32>
      %261 = stablehlo.reduce(%259 init: %260) applies stablehlo.minimum across dimensions = [1] : (tensor<2x11xi32>, tensor<i32>) -> tensor<2xi32>
      %262 = stablehlo.constant dense<0> : tensor<2xi32>
      %263 = stablehlo.compare LT, %261, %262, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %264 = stablehlo.constant dense<11> : tensor<2xi32>
      %265 = stablehlo.select %263, %264, %261 : tensor<2xi1>, tensor<2xi32>
      %266 = stablehlo.select %250, %265, %264 : tensor<2xi1>, tensor<2xi32>
      %267 = stablehlo.select %_3, %_2, %266 : tensor<2xi1>, tensor<2xi32>
      %268 = stablehlo.select %_3, %7, %267 : tensor<2xi1>, tensor<2xi32>
      %269 = stablehlo.broadcast_in_dim %268, dims = [0] : (tensor<2xi32>) -> tensor<2x1xi32>
      %270 = stablehlo.dynamic_update_slice %_1, %269, %0, %_0 : (tensor<2x4xi32>, tensor<2x1xi32>, tensor<i32>, tensor<i32>) -> tensor<2x4xi32>
      %271 = stablehlo.broadcast_in_dim %266, dims = [0] : (tensor<2xi32>) -> tensor<2x1xi32>
      %272 = stablehlo.compare EQ, %271, %orders.stop_ids, SIGNED : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x1xi1>
      %273 = stablehlo.reduce(%272 init: %64) applies stablehlo.or across dimensions = [1] : (tensor<2x1xi1>, tensor<i1>) -> tensor<2xi1>
      %274 = stablehlo.constant dense<1> : tensor<2xi32>
      %275 = stablehlo.add %_4, %274 : tensor<2xi32>
      %276 = stablehlo.compare GE, %275, %orders.budget, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %277 = stablehlo.or %273, %276 : tensor<2xi1>
      %278 = stablehlo.compare GE, %266, %264, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %279 = stablehlo.or %277, %278 : tensor<2xi1>
      %280 = stablehlo.or %_3, %279 : tensor<2xi1>
      %281 = stablehlo.select %_3, %_4, %275 : tensor<2xi1>, tensor<2xi32>
      %282 = stablehlo.broadcast_in_dim %18, dims = [0] : (tensor<2xi1>) -> tensor<2x2x332xi1>
      %283 = stablehlo.slice %95 [0:2, 1:3, 0:332] : (tensor<2x3x332xf32>) -> tensor<2x2x332xf32>
      %284 = stablehlo.select %282, %283, %_5 : tensor<2x2x332xi1>, tensor<2x2x332xf32>
      stablehlo.return %6, %270, %267, %280, %281, %284, %128 : tensor<i32>, tensor<2x4xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x2x332xf32>, tensor<2x2x5x32x3xf32>
    }
    func.return %2#1, %2#2, %2#3, %2#4, %2#5, %2#6 : tensor<2x4xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x2x332xf32>, tensor<2x2x5x32x3xf32>
  }
}
