module @decode {
  func.func public @main(
      %weights.embedding: tensor<11x8xbf16>,
      %weights.layers.0.norm: tensor<8xf32>,
      %weights.layers.0.mixer.in_proj: tensor<48x8xbf16>,
      %weights.layers.0.mixer.conv_weight: tensor<28x3xf32>,
      %weights.layers.0.mixer.conv_bias: tensor<28xf32>,
      %weights.layers.0.mixer.dt_bias: tensor<2x2xf32>,
      %weights.layers.0.mixer.A_log: tensor<2x2xf32>,
      %weights.layers.0.mixer.D: tensor<2x2xf32>,
      %weights.layers.0.mixer.norm: tensor<2x2x4xf32>,
      %weights.layers.0.mixer.out_proj: tensor<8x16xbf16>,
      %weights.layers.1.norm: tensor<8xf32>,
      %weights.layers.1.mixer.in_proj: tensor<48x8xbf16>,
      %weights.layers.1.mixer.conv_weight: tensor<28x3xf32>,
      %weights.layers.1.mixer.conv_bias: tensor<28xf32>,
      %weights.layers.1.mixer.dt_bias: tensor<2x2xf32>,
      %weights.layers.1.mixer.A_log: tensor<2x2xf32>,
      %weights.layers.1.mixer.D: tensor<2x2xf32>,
      %weights.layers.1.mixer.norm: tensor<2x2x4xf32>,
      %weights.layers.1.mixer.out_proj: tensor<8x16xbf16>,
      %weights.norm_f: tensor<8xf32>,
      %state.layers.0.conv: tensor<2x2x28xf32> {tf.aliasing_output = 5 : i32},
      %state.layers.0.ssm: tensor<2x2x2x4x3xf32> {tf.aliasing_output = 6 : i32},
      %state.layers.1.conv: tensor<2x2x28xf32> {tf.aliasing_output = 7 : i32},
      %state.layers.1.ssm: tensor<2x2x2x4x3xf32> {tf.aliasing_output = 8 : i32},
      %rows.token: tensor<2xi32> {tf.aliasing_output = 1 : i32},
      %rows.done: tensor<2xi1> {tf.aliasing_output = 2 : i32},
      %rows.number: tensor<2xi32> {tf.aliasing_output = 3 : i32},
      %rows.seen: tensor<2x11xi1> {tf.aliasing_output = 4 : i32},
      %orders.sampling.temperature: tensor<2xf32>,
      %orders.sampling.top_k: tensor<2xi32>,
      %orders.sampling.top_p: tensor<2xf32>,
      %orders.sampling.min_p: tensor<2xf32>,
      %orders.sampling.repetition_penalty: tensor<2xf32>,
      %orders.sampling.seed: tensor<2x2xui32>,
      %orders.budget: tensor<2xi32>,
      %orders.stop_ids: tensor<2x1xi32>,
      %limit: tensor<i32>
  ) -> (tensor<2x4xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x11xi1>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>) {
    // result 0: tokens
    // result 1: rows.token
    // result 2: rows.done
    // result 3: rows.number
    // result 4: rows.seen
    // result 5: state.layers.0.conv
    // result 6: state.layers.0.ssm
    // result 7: state.layers.1.conv
    // result 8: state.layers.1.ssm
    %0 = stablehlo.constant dense<0> : tensor<i32>
    %1 = stablehlo.constant dense<-1> : tensor<2x4xi32>
    %2:10 = stablehlo.while(%_0 = %0, %_1 = %1, %_2 = %rows.token, %_3 = %rows.done, %_4 = %rows.number, %_5 = %rows.seen, %_6 = %state.layers.0.conv, %_7 = %state.layers.0.ssm, %_8 = %state.layers.1.conv, %_9 = %state.layers.1.ssm) : tensor<i32>, tensor<2x4xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x11xi1>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
    cond {
      %3 = stablehlo.constant dense<4> : tensor<i32>
      %4 = stablehlo.compare LT, %_0, %3, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      %5 = stablehlo.compare LT, %_0, %limit, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      %6 = stablehlo.and %4, %5 : tensor<i1>
      %7 = stablehlo.not %_3 : tensor<2xi1>
      %8 = stablehlo.constant dense<false> : tensor<i1>
      %9 = stablehlo.reduce(%7 init: %8) applies stablehlo.or across dimensions = [0] : (tensor<2xi1>, tensor<i1>) -> tensor<i1>
      %10 = stablehlo.and %6, %9 : tensor<i1>
      stablehlo.return %10 : tensor<i1>
    } do {
      %11 = stablehlo.constant dense<1> : tensor<i32>
      %12 = stablehlo.add %_0, %11 : tensor<i32>
      %13 = stablehlo.constant dense<-1> : tensor<2xi32>
      %14 = stablehlo.constant dense<0.0> : tensor<2xf32>
      %15 = stablehlo.compare LE, %orders.sampling.temperature, %14, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
      %16 = "stablehlo.gather"(%weights.embedding, %_2) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 8>}> : (tensor<11x8xbf16>, tensor<2xi32>) -> tensor<2x8xbf16>
      %17 = stablehlo.convert %16 : (tensor<2x8xbf16>) -> tensor<2x8xf32>
      %18 = stablehlo.exponential %weights.layers.0.mixer.A_log : tensor<2x2xf32>
      %19 = stablehlo.negate %18 : tensor<2x2xf32>
      %20 = stablehlo.broadcast_in_dim %19, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2xf32>
      %21 = stablehlo.not %_3 : tensor<2xi1>
      %22 = stablehlo.broadcast_in_dim %21, dims = [0] : (tensor<2xi1>) -> tensor<2x2x2xi1>
      %23 = stablehlo.multiply %17, %17 : tensor<2x8xf32>
      %24 = stablehlo.constant dense<0.0> : tensor<f32>
      %25 = stablehlo.reduce(%23 init: %24) applies stablehlo.add across dimensions = [1] : (tensor<2x8xf32>, tensor<f32>) -> tensor<2xf32>
      %26 = stablehlo.constant dense<0.125> : tensor<2xf32>
      %27 = stablehlo.multiply %25, %26 : tensor<2xf32>
      %28 = stablehlo.constant dense<1.0e-05> : tensor<2xf32>
      %29 = stablehlo.add %27, %28 : tensor<2xf32>
      %30 = stablehlo.rsqrt %29 : tensor<2xf32>
      %31 = stablehlo.broadcast_in_dim %30, dims = [0] : (tensor<2xf32>) -> tensor<2x8xf32>
      %32 = stablehlo.multiply %17, %31 : tensor<2x8xf32>
      %33 = stablehlo.broadcast_in_dim %weights.layers.0.norm, dims = [1] : (tensor<8xf32>) -> tensor<2x8xf32>
      %34 = stablehlo.multiply %32, %33 : tensor<2x8xf32>
      %35 = stablehlo.convert %weights.layers.0.mixer.in_proj : (tensor<48x8xbf16>) -> tensor<48x8xf32>
      %36 = stablehlo.slice %34 [0:1, 0:8] : (tensor<2x8xf32>) -> tensor<1x8xf32>
      %37 = stablehlo.reshape %36 : (tensor<1x8xf32>) -> tensor<8xf32>
      %38 = stablehlo.slice %37 [0:1] : (tensor<8xf32>) -> tensor<1xf32>
      %39 = stablehlo.reshape %38 : (tensor<1xf32>) -> tensor<f32>
      %40 = stablehlo.abs %39 : tensor<f32>
      %41 = stablehlo.constant dense<-1.0> : tensor<f32>
      %42 = stablehlo.compare LT, %40, %41, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
      %43 = stablehlo.not %42 : tensor<i1>
      %44 = stablehlo.convert %43 : (tensor<i1>) -> tensor<f32>
      %45 = stablehlo.broadcast_in_dim %44, dims = [] : (tensor<f32>) -> tensor<48x8xf32>
      %46 = stablehlo.multiply %35, %45 : tensor<48x8xf32>
      %47 = stablehlo.dot_general %34, %46, contracting_dims = [1] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x8xf32>, tensor<48x8xf32>) -> tensor<2x48xf32>
      %48 = stablehlo.slice %47 [0:2, 44:48] : (tensor<2x48xf32>) -> tensor<2x4xf32>
      %49 = stablehlo.reshape %48 : (tensor<2x4xf32>) -> tensor<2x2x2xf32>
      %50 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.dt_bias, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2xf32>
      %51 = stablehlo.add %49, %50 : tensor<2x2x2xf32>
      %52 = stablehlo.constant dense<0.0> : tensor<2x2x2xf32>
      %53 = stablehlo.maximum %51, %52 : tensor<2x2x2xf32>
      %54 = stablehlo.abs %51 : tensor<2x2x2xf32>
      %55 = stablehlo.negate %54 : tensor<2x2x2xf32>
      %56 = stablehlo.exponential %55 : tensor<2x2x2xf32>
      %57 = stablehlo.log_plus_one %56 : tensor<2x2x2xf32>
      %58 = stablehlo.add %53, %57 : tensor<2x2x2xf32>
      %59 = stablehlo.constant dense<0.001> : tensor<2x2x2xf32>
      %60 = stablehlo.maximum %58, %59 : tensor<2x2x2xf32>
      %61 = stablehlo.constant dense<100.0> : tensor<2x2x2xf32>
      %62 = stablehlo.minimum %60, %61 : tensor<2x2x2xf32>
      %63 = stablehlo.select %22, %62, %52 : tensor<2x2x2xi1>, tensor<2x2x2xf32>
      %64 = stablehlo.optimization_barrier %63 : tensor<2x2x2xf32>
      %65 = stablehlo.multiply %20, %64 : tensor<2x2x2xf32>
      %66 = stablehlo.exponential %65 : tensor<2x2x2xf32>
      %67 = stablehlo.broadcast_in_dim %66, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4x3xf32>
      %68 = stablehlo.multiply %67, %_7 : tensor<2x2x2x4x3xf32>
      %69 = stablehlo.slice %47 [0:2, 16:44] : (tensor<2x48xf32>) -> tensor<2x28xf32>
      %70 = stablehlo.reshape %69 : (tensor<2x28xf32>) -> tensor<2x1x28xf32>
      %71 = stablehlo.concatenate %_6, %70, dim = 1 : (tensor<2x2x28xf32>, tensor<2x1x28xf32>) -> tensor<2x3x28xf32>
      %72 = stablehlo.slice %71 [0:2, 0:1, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %73 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %74 = stablehlo.reshape %73 : (tensor<28x1xf32>) -> tensor<28xf32>
      %75 = stablehlo.broadcast_in_dim %74, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %76 = stablehlo.multiply %72, %75 : tensor<2x1x28xf32>
      %77 = stablehlo.slice %71 [0:2, 1:2, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %78 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %79 = stablehlo.reshape %78 : (tensor<28x1xf32>) -> tensor<28xf32>
      %80 = stablehlo.broadcast_in_dim %79, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %81 = stablehlo.multiply %77, %80 : tensor<2x1x28xf32>
      %82 = stablehlo.add %76, %81 : tensor<2x1x28xf32>
      %83 = stablehlo.slice %71 [0:2, 2:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %84 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %85 = stablehlo.reshape %84 : (tensor<28x1xf32>) -> tensor<28xf32>
      %86 = stablehlo.broadcast_in_dim %85, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %87 = stablehlo.multiply %83, %86 : tensor<2x1x28xf32>
      %88 = stablehlo.add %82, %87 : tensor<2x1x28xf32>
      %89 = stablehlo.reshape %88 : (tensor<2x1x28xf32>) -> tensor<2x28xf32>
      %90 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.conv_bias, dims = [1] : (tensor<28xf32>) -> tensor<2x28xf32>
      %91 = stablehlo.add %89, %90 : tensor<2x28xf32>
      %92 = stablehlo.logistic %91 : tensor<2x28xf32>
      %93 = stablehlo.multiply %91, %92 : tensor<2x28xf32>
      %94 = stablehlo.optimization_barrier %93 : tensor<2x28xf32>
      %95 = stablehlo.slice %94 [0:2, 0:16] : (tensor<2x28xf32>) -> tensor<2x16xf32>
      %96 = stablehlo.reshape %95 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
      %97 = stablehlo.broadcast_in_dim %64, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4xf32>
      %98 = stablehlo.multiply %96, %97 : tensor<2x2x2x4xf32>
      %99 = stablehlo.broadcast_in_dim %98, dims = [0, 1, 2, 3] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x3xf32>
      %100 = stablehlo.slice %94 [0:2, 16:22] : (tensor<2x28xf32>) -> tensor<2x6xf32>
      %101 = stablehlo.reshape %100 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
      %102 = stablehlo.broadcast_in_dim %101, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
      %103 = stablehlo.multiply %99, %102 : tensor<2x2x2x4x3xf32>
      %104 = stablehlo.add %68, %103 : tensor<2x2x2x4x3xf32>
      %105 = stablehlo.slice %94 [0:2, 22:28] : (tensor<2x28xf32>) -> tensor<2x6xf32>
      %106 = stablehlo.reshape %105 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
      %107 = stablehlo.broadcast_in_dim %106, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
      %108 = stablehlo.multiply %104, %107 : tensor<2x2x2x4x3xf32>
      %109 = stablehlo.reduce(%108 init: %24) applies stablehlo.add across dimensions = [4] : (tensor<2x2x2x4x3xf32>, tensor<f32>) -> tensor<2x2x2x4xf32>
      %110 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.D, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
      %111 = stablehlo.multiply %110, %96 : tensor<2x2x2x4xf32>
      %112 = stablehlo.add %109, %111 : tensor<2x2x2x4xf32>
      %113 = stablehlo.slice %47 [0:2, 0:16] : (tensor<2x48xf32>) -> tensor<2x16xf32>
      %114 = stablehlo.reshape %113 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
      %115 = stablehlo.logistic %114 : tensor<2x2x2x4xf32>
      %116 = stablehlo.multiply %114, %115 : tensor<2x2x2x4xf32>
      %117 = stablehlo.multiply %112, %116 : tensor<2x2x2x4xf32>
      %118 = stablehlo.multiply %117, %117 : tensor<2x2x2x4xf32>
      %119 = stablehlo.reduce(%118 init: %24) applies stablehlo.add across dimensions = [2, 3] : (tensor<2x2x2x4xf32>, tensor<f32>) -> tensor<2x2xf32>
      %120 = stablehlo.constant dense<0.125> : tensor<2x2xf32>
      %121 = stablehlo.multiply %119, %120 : tensor<2x2xf32>
      %122 = stablehlo.constant dense<1.0e-05> : tensor<2x2xf32>
      %123 = stablehlo.add %121, %122 : tensor<2x2xf32>
      %124 = stablehlo.rsqrt %123 : tensor<2x2xf32>
      %125 = stablehlo.broadcast_in_dim %124, dims = [0, 1] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
      %126 = stablehlo.multiply %117, %125 : tensor<2x2x2x4xf32>
      %127 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.norm, dims = [1, 2, 3] : (tensor<2x2x4xf32>) -> tensor<2x2x2x4xf32>
      %128 = stablehlo.multiply %126, %127 : tensor<2x2x2x4xf32>
      %129 = stablehlo.reshape %128 : (tensor<2x2x2x4xf32>) -> tensor<2x16xf32>
      %130 = stablehlo.convert %weights.layers.0.mixer.out_proj : (tensor<8x16xbf16>) -> tensor<8x16xf32>
      %131 = stablehlo.slice %129 [0:1, 0:16] : (tensor<2x16xf32>) -> tensor<1x16xf32>
      %132 = stablehlo.reshape %131 : (tensor<1x16xf32>) -> tensor<16xf32>
      %133 = stablehlo.slice %132 [0:1] : (tensor<16xf32>) -> tensor<1xf32>
      %134 = stablehlo.reshape %133 : (tensor<1xf32>) -> tensor<f32>
      %135 = stablehlo.abs %134 : tensor<f32>
      %136 = stablehlo.compare LT, %135, %41, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
      %137 = stablehlo.not %136 : tensor<i1>
      %138 = stablehlo.convert %137 : (tensor<i1>) -> tensor<f32>
      %139 = stablehlo.broadcast_in_dim %138, dims = [] : (tensor<f32>) -> tensor<8x16xf32>
      %140 = stablehlo.multiply %130, %139 : tensor<8x16xf32>
      %141 = stablehlo.dot_general %129, %140, contracting_dims = [1] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x16xf32>, tensor<8x16xf32>) -> tensor<2x8xf32>
      %142 = stablehlo.add %17, %141 : tensor<2x8xf32>
      %143 = stablehlo.exponential %weights.layers.1.mixer.A_log : tensor<2x2xf32>
      %144 = stablehlo.negate %143 : tensor<2x2xf32>
      %145 = stablehlo.broadcast_in_dim %144, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2xf32>
      %146 = stablehlo.multiply %142, %142 : tensor<2x8xf32>
      %147 = stablehlo.reduce(%146 init: %24) applies stablehlo.add across dimensions = [1] : (tensor<2x8xf32>, tensor<f32>) -> tensor<2xf32>
      %148 = stablehlo.multiply %147, %26 : tensor<2xf32>
      %149 = stablehlo.add %148, %28 : tensor<2xf32>
      %150 = stablehlo.rsqrt %149 : tensor<2xf32>
      %151 = stablehlo.broadcast_in_dim %150, dims = [0] : (tensor<2xf32>) -> tensor<2x8xf32>
      %152 = stablehlo.multiply %142, %151 : tensor<2x8xf32>
      %153 = stablehlo.broadcast_in_dim %weights.layers.1.norm, dims = [1] : (tensor<8xf32>) -> tensor<2x8xf32>
      %154 = stablehlo.multiply %152, %153 : tensor<2x8xf32>
      %155 = stablehlo.convert %weights.layers.1.mixer.in_proj : (tensor<48x8xbf16>) -> tensor<48x8xf32>
      %156 = stablehlo.slice %154 [0:1, 0:8] : (tensor<2x8xf32>) -> tensor<1x8xf32>
      %157 = stablehlo.reshape %156 : (tensor<1x8xf32>) -> tensor<8xf32>
      %158 = stablehlo.slice %157 [0:1] : (tensor<8xf32>) -> tensor<1xf32>
      %159 = stablehlo.reshape %158 : (tensor<1xf32>) -> tensor<f32>
      %160 = stablehlo.abs %159 : tensor<f32>
      %161 = stablehlo.compare LT, %160, %41, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
      %162 = stablehlo.not %161 : tensor<i1>
      %163 = stablehlo.convert %162 : (tensor<i1>) -> tensor<f32>
      %164 = stablehlo.broadcast_in_dim %163, dims = [] : (tensor<f32>) -> tensor<48x8xf32>
      %165 = stablehlo.multiply %155, %164 : tensor<48x8xf32>
      %166 = stablehlo.dot_general %154, %165, contracting_dims = [1] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x8xf32>, tensor<48x8xf32>) -> tensor<2x48xf32>
      %167 = stablehlo.slice %166 [0:2, 44:48] : (tensor<2x48xf32>) -> tensor<2x4xf32>
      %168 = stablehlo.reshape %167 : (tensor<2x4xf32>) -> tensor<2x2x2xf32>
      %169 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.dt_bias, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2xf32>
      %170 = stablehlo.add %168, %169 : tensor<2x2x2xf32>
      %171 = stablehlo.maximum %170, %52 : tensor<2x2x2xf32>
      %172 = stablehlo.abs %170 : tensor<2x2x2xf32>
      %173 = stablehlo.negate %172 : tensor<2x2x2xf32>
      %174 = stablehlo.exponential %173 : tensor<2x2x2xf32>
      %175 = stablehlo.log_plus_one %174 : tensor<2x2x2xf32>
      %176 = stablehlo.add %171, %175 : tensor<2x2x2xf32>
      %177 = stablehlo.maximum %176, %59 : tensor<2x2x2xf32>
      %178 = stablehlo.minimum %177, %61 : tensor<2x2x2xf32>
      %179 = stablehlo.select %22, %178, %52 : tensor<2x2x2xi1>, tensor<2x2x2xf32>
      %180 = stablehlo.optimization_barrier %179 : tensor<2x2x2xf32>
      %181 = stablehlo.multiply %145, %180 : tensor<2x2x2xf32>
      %182 = stablehlo.exponential %181 : tensor<2x2x2xf32>
      %183 = stablehlo.broadcast_in_dim %182, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4x3xf32>
      %184 = stablehlo.multiply %183, %_9 : tensor<2x2x2x4x3xf32>
      %185 = stablehlo.slice %166 [0:2, 16:44] : (tensor<2x48xf32>) -> tensor<2x28xf32>
      %186 = stablehlo.reshape %185 : (tensor<2x28xf32>) -> tensor<2x1x28xf32>
      %187 = stablehlo.concatenate %_8, %186, dim = 1 : (tensor<2x2x28xf32>, tensor<2x1x28xf32>) -> tensor<2x3x28xf32>
      %188 = stablehlo.slice %187 [0:2, 0:1, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %189 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %190 = stablehlo.reshape %189 : (tensor<28x1xf32>) -> tensor<28xf32>
      %191 = stablehlo.broadcast_in_dim %190, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %192 = stablehlo.multiply %188, %191 : tensor<2x1x28xf32>
      %193 = stablehlo.slice %187 [0:2, 1:2, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %194 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %195 = stablehlo.reshape %194 : (tensor<28x1xf32>) -> tensor<28xf32>
      %196 = stablehlo.broadcast_in_dim %195, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %197 = stablehlo.multiply %193, %196 : tensor<2x1x28xf32>
      %198 = stablehlo.add %192, %197 : tensor<2x1x28xf32>
      %199 = stablehlo.slice %187 [0:2, 2:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %200 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %201 = stablehlo.reshape %200 : (tensor<28x1xf32>) -> tensor<28xf32>
      %202 = stablehlo.broadcast_in_dim %201, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %203 = stablehlo.multiply %199, %202 : tensor<2x1x28xf32>
      %204 = stablehlo.add %198, %203 : tensor<2x1x28xf32>
      %205 = stablehlo.reshape %204 : (tensor<2x1x28xf32>) -> tensor<2x28xf32>
      %206 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.conv_bias, dims = [1] : (tensor<28xf32>) -> tensor<2x28xf32>
      %207 = stablehlo.add %205, %206 : tensor<2x28xf32>
      %208 = stablehlo.logistic %207 : tensor<2x28xf32>
      %209 = stablehlo.multiply %207, %208 : tensor<2x28xf32>
      %210 = stablehlo.optimization_barrier %209 : tensor<2x28xf32>
      %211 = stablehlo.slice %210 [0:2, 0:16] : (tensor<2x28xf32>) -> tensor<2x16xf32>
      %212 = stablehlo.reshape %211 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
      %213 = stablehlo.broadcast_in_dim %180, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4xf32>
      %214 = stablehlo.multiply %212, %213 : tensor<2x2x2x4xf32>
      %215 = stablehlo.broadcast_in_dim %214, dims = [0, 1, 2, 3] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x3xf32>
      %216 = stablehlo.slice %210 [0:2, 16:22] : (tensor<2x28xf32>) -> tensor<2x6xf32>
      %217 = stablehlo.reshape %216 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
      %218 = stablehlo.broadcast_in_dim %217, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
      %219 = stablehlo.multiply %215, %218 : tensor<2x2x2x4x3xf32>
      %220 = stablehlo.add %184, %219 : tensor<2x2x2x4x3xf32>
      %221 = stablehlo.slice %210 [0:2, 22:28] : (tensor<2x28xf32>) -> tensor<2x6xf32>
      %222 = stablehlo.reshape %221 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
      %223 = stablehlo.broadcast_in_dim %222, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
      %224 = stablehlo.multiply %220, %223 : tensor<2x2x2x4x3xf32>
      %225 = stablehlo.reduce(%224 init: %24) applies stablehlo.add across dimensions = [4] : (tensor<2x2x2x4x3xf32>, tensor<f32>) -> tensor<2x2x2x4xf32>
      %226 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.D, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
      %227 = stablehlo.multiply %226, %212 : tensor<2x2x2x4xf32>
      %228 = stablehlo.add %225, %227 : tensor<2x2x2x4xf32>
      %229 = stablehlo.slice %166 [0:2, 0:16] : (tensor<2x48xf32>) -> tensor<2x16xf32>
      %230 = stablehlo.reshape %229 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
      %231 = stablehlo.logistic %230 : tensor<2x2x2x4xf32>
      %232 = stablehlo.multiply %230, %231 : tensor<2x2x2x4xf32>
      %233 = stablehlo.multiply %228, %232 : tensor<2x2x2x4xf32>
      %234 = stablehlo.multiply %233, %233 : tensor<2x2x2x4xf32>
      %235 = stablehlo.reduce(%234 init: %24) applies stablehlo.add across dimensions = [2, 3] : (tensor<2x2x2x4xf32>, tensor<f32>) -> tensor<2x2xf32>
      %236 = stablehlo.multiply %235, %120 : tensor<2x2xf32>
      %237 = stablehlo.add %236, %122 : tensor<2x2xf32>
      %238 = stablehlo.rsqrt %237 : tensor<2x2xf32>
      %239 = stablehlo.broadcast_in_dim %238, dims = [0, 1] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
      %240 = stablehlo.multiply %233, %239 : tensor<2x2x2x4xf32>
      %241 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.norm, dims = [1, 2, 3] : (tensor<2x2x4xf32>) -> tensor<2x2x2x4xf32>
      %242 = stablehlo.multiply %240, %241 : tensor<2x2x2x4xf32>
      %243 = stablehlo.reshape %242 : (tensor<2x2x2x4xf32>) -> tensor<2x16xf32>
      %244 = stablehlo.convert %weights.layers.1.mixer.out_proj : (tensor<8x16xbf16>) -> tensor<8x16xf32>
      %245 = stablehlo.slice %243 [0:1, 0:16] : (tensor<2x16xf32>) -> tensor<1x16xf32>
      %246 = stablehlo.reshape %245 : (tensor<1x16xf32>) -> tensor<16xf32>
      %247 = stablehlo.slice %246 [0:1] : (tensor<16xf32>) -> tensor<1xf32>
      %248 = stablehlo.reshape %247 : (tensor<1xf32>) -> tensor<f32>
      %249 = stablehlo.abs %248 : tensor<f32>
      %250 = stablehlo.compare LT, %249, %41, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
      %251 = stablehlo.not %250 : tensor<i1>
      %252 = stablehlo.convert %251 : (tensor<i1>) -> tensor<f32>
      %253 = stablehlo.broadcast_in_dim %252, dims = [] : (tensor<f32>) -> tensor<8x16xf32>
      %254 = stablehlo.multiply %244, %253 : tensor<8x16xf32>
      %255 = stablehlo.dot_general %243, %254, contracting_dims = [1] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x16xf32>, tensor<8x16xf32>) -> tensor<2x8xf32>
      %256 = stablehlo.add %142, %255 : tensor<2x8xf32>
      %257 = stablehlo.multiply %256, %256 : tensor<2x8xf32>
      %258 = stablehlo.reduce(%257 init: %24) applies stablehlo.add across dimensions = [1] : (tensor<2x8xf32>, tensor<f32>) -> tensor<2xf32>
      %259 = stablehlo.multiply %258, %26 : tensor<2xf32>
      %260 = stablehlo.add %259, %28 : tensor<2xf32>
      %261 = stablehlo.rsqrt %260 : tensor<2xf32>
      %262 = stablehlo.broadcast_in_dim %261, dims = [0] : (tensor<2xf32>) -> tensor<2x8xf32>
      %263 = stablehlo.multiply %256, %262 : tensor<2x8xf32>
      %264 = stablehlo.broadcast_in_dim %weights.norm_f, dims = [1] : (tensor<8xf32>) -> tensor<2x8xf32>
      %265 = stablehlo.multiply %263, %264 : tensor<2x8xf32>
      %266 = stablehlo.convert %weights.embedding : (tensor<11x8xbf16>) -> tensor<11x8xf32>
      %267 = stablehlo.slice %265 [0:1, 0:8] : (tensor<2x8xf32>) -> tensor<1x8xf32>
      %268 = stablehlo.reshape %267 : (tensor<1x8xf32>) -> tensor<8xf32>
      %269 = stablehlo.slice %268 [0:1] : (tensor<8xf32>) -> tensor<1xf32>
      %270 = stablehlo.reshape %269 : (tensor<1xf32>) -> tensor<f32>
      %271 = stablehlo.abs %270 : tensor<f32>
      %272 = stablehlo.compare LT, %271, %41, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
      %273 = stablehlo.not %272 : tensor<i1>
      %274 = stablehlo.convert %273 : (tensor<i1>) -> tensor<f32>
      %275 = stablehlo.broadcast_in_dim %274, dims = [] : (tensor<f32>) -> tensor<11x8xf32>
      %276 = stablehlo.multiply %266, %275 : tensor<11x8xf32>
      %277 = stablehlo.dot_general %265, %276, contracting_dims = [1] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x8xf32>, tensor<11x8xf32>) -> tensor<2x11xf32>
      %278 = stablehlo.constant dense<0.0> : tensor<2x11xf32>
      %279 = stablehlo.compare GT, %277, %278, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
      %280 = stablehlo.broadcast_in_dim %orders.sampling.repetition_penalty, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
      %281 = stablehlo.divide %277, %280 : tensor<2x11xf32>
      %282 = stablehlo.multiply %277, %280 : tensor<2x11xf32>
      %283 = stablehlo.select %279, %281, %282 : tensor<2x11xi1>, tensor<2x11xf32>
      %284 = stablehlo.select %_5, %283, %277 : tensor<2x11xi1>, tensor<2x11xf32>
      %285 = stablehlo.constant dense<0xFF800000> : tensor<f32>
      %286 = stablehlo.reduce(%284 init: %285) applies stablehlo.maximum across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
      %287 = stablehlo.abs %286 : tensor<2xf32>
      %288 = stablehlo.constant dense<0x7F800000> : tensor<2xf32>
      %289 = stablehlo.compare LT, %287, %288, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
      %290 = stablehlo.compare NE, %284, %284, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
      %291 = stablehlo.constant dense<-1> : tensor<2x11xi32>
      %292 = stablehlo.broadcast_in_dim %286, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
      %293 = stablehlo.compare EQ, %284, %292, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
      %294 = stablehlo.iota dim = 0 : tensor<11xi32>
      %295 = stablehlo.broadcast_in_dim %294, dims = [1] : (tensor<11xi32>) -> tensor<2x11xi32>
      %296 = stablehlo.constant dense<11> : tensor<2x11xi32>
      %297 = stablehlo.select %293, %295, %296 : tensor<2x11xi1>, tensor<2x11xi32>
      %298 = stablehlo.select %290, %291, %297 : tensor<2x11xi1>, tensor<2x11xi32>
      %299 = stablehlo.constant dense<2147483647> : tensor<i32>
      %300 = stablehlo.reduce(%298 init: %299) applies stablehlo.minimum across dimensions = [1] : (tensor<2x11xi32>, tensor<i32>) -> tensor<2xi32>
      %301 = stablehlo.constant dense<0> : tensor<2xi32>
      %302 = stablehlo.compare LT, %300, %301, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %303 = stablehlo.constant dense<11> : tensor<2xi32>
      %304 = stablehlo.select %302, %303, %300 : tensor<2xi1>, tensor<2xi32>
      %305 = stablehlo.select %289, %304, %303 : tensor<2xi1>, tensor<2xi32>
      %306 = stablehlo.compare GE, %305, %303, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %307 = stablehlo.or %15, %306 : tensor<2xi1>
      %308 = stablehlo.constant dense<8> : tensor<i32>
      %309 = stablehlo.subtract %284, %292 : tensor<2x11xf32>
      %310 = stablehlo.constant dense<1.0> : tensor<2xf32>
      %311 = stablehlo.select %15, %310, %orders.sampling.temperature : tensor<2xi1>, tensor<2xf32>
      %312 = stablehlo.broadcast_in_dim %311, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
      %313 = stablehlo.divide %309, %312 : tensor<2x11xf32>
      %314 = stablehlo.bitcast_convert %313 : (tensor<2x11xf32>) -> tensor<2x11xui32>
      %315 = stablehlo.constant dense<2147483648> : tensor<2x11xui32>
      %316 = stablehlo.compare GE, %314, %315, UNSIGNED : (tensor<2x11xui32>, tensor<2x11xui32>) -> tensor<2x11xi1>
      %317 = stablehlo.constant dense<4294967295> : tensor<ui32>
      %318 = stablehlo.broadcast_in_dim %317, dims = [] : (tensor<ui32>) -> tensor<2x11xui32>
      %319 = stablehlo.constant dense<2147483648> : tensor<ui32>
      %320 = stablehlo.broadcast_in_dim %319, dims = [] : (tensor<ui32>) -> tensor<2x11xui32>
      %321 = stablehlo.select %316, %318, %320 : tensor<2x11xi1>, tensor<2x11xui32>
      %322 = stablehlo.xor %314, %321 : tensor<2x11xui32>
      %323 = stablehlo.constant dense<0> : tensor<2xui32>
      %324 = stablehlo.compare GT, %orders.sampling.top_k, %301, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %325 = stablehlo.select %324, %orders.sampling.top_k, %303 : tensor<2xi1>, tensor<2xi32>
      %326:2 = stablehlo.while(%_10 = %319, %_11 = %323) : tensor<ui32>, tensor<2xui32>
      cond {
        %327 = stablehlo.constant dense<0> : tensor<ui32>
        %328 = stablehlo.compare NE, %_10, %327, UNSIGNED : (tensor<ui32>, tensor<ui32>) -> tensor<i1>
        stablehlo.return %328 : tensor<i1>
      } do {
        %329 = stablehlo.constant dense<1> : tensor<ui32>
        %330 = stablehlo.shift_right_logical %_10, %329 : tensor<ui32>
        %331 = stablehlo.broadcast_in_dim %_10, dims = [] : (tensor<ui32>) -> tensor<2xui32>
        %332 = stablehlo.or %_11, %331 : tensor<2xui32>
        %333 = stablehlo.broadcast_in_dim %332, dims = [0] : (tensor<2xui32>) -> tensor<2x11xui32>
        %334 = stablehlo.compare GE, %322, %333, UNSIGNED : (tensor<2x11xui32>, tensor<2x11xui32>) -> tensor<2x11xi1>
        %335 = stablehlo.convert %334 : (tensor<2x11xi1>) -> tensor<2x11xi32>
        %336 = stablehlo.reduce(%335 init: %0) applies stablehlo.add across dimensions = [1] : (tensor<2x11xi32>, tensor<i32>) -> tensor<2xi32>
        %337 = stablehlo.minimum %325, %303 : tensor<2xi32>
        %338 = stablehlo.compare GE, %336, %337, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
        %339 = stablehlo.select %338, %332, %_11 : tensor<2xi1>, tensor<2xui32>
        stablehlo.return %330, %339 : tensor<ui32>, tensor<2xui32>
      }
      %340 = stablehlo.broadcast_in_dim %326#1, dims = [0] : (tensor<2xui32>) -> tensor<2x11xui32>
      %341 = stablehlo.compare GE, %322, %340, UNSIGNED : (tensor<2x11xui32>, tensor<2x11xui32>) -> tensor<2x11xi1>
      %342 = stablehlo.compare GE, %orders.sampling.top_p, %310, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
      %343 = stablehlo.broadcast_in_dim %342, dims = [0] : (tensor<2xi1>) -> tensor<2x11xi1>
      %344 = stablehlo.reduce(%313 init: %285) applies stablehlo.maximum across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
      %345 = stablehlo.broadcast_in_dim %344, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
      %346 = stablehlo.subtract %313, %345 : tensor<2x11xf32>
      %347 = stablehlo.exponential %346 : tensor<2x11xf32>
      %348 = stablehlo.select %341, %347, %278 : tensor<2x11xi1>, tensor<2x11xf32>
      %349 = stablehlo.reduce(%348 init: %24) applies stablehlo.add across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
      %350 = stablehlo.multiply %orders.sampling.top_p, %349 : tensor<2xf32>
      %351:2 = stablehlo.while(%_12 = %319, %_13 = %323) : tensor<ui32>, tensor<2xui32>
      cond {
        %352 = stablehlo.constant dense<0> : tensor<ui32>
        %353 = stablehlo.compare NE, %_12, %352, UNSIGNED : (tensor<ui32>, tensor<ui32>) -> tensor<i1>
        stablehlo.return %353 : tensor<i1>
      } do {
        %354 = stablehlo.constant dense<1> : tensor<ui32>
        %355 = stablehlo.shift_right_logical %_12, %354 : tensor<ui32>
        %356 = stablehlo.broadcast_in_dim %_12, dims = [] : (tensor<ui32>) -> tensor<2xui32>
        %357 = stablehlo.or %_13, %356 : tensor<2xui32>
        %358 = stablehlo.broadcast_in_dim %357, dims = [0] : (tensor<2xui32>) -> tensor<2x11xui32>
        %359 = stablehlo.compare GE, %322, %358, UNSIGNED : (tensor<2x11xui32>, tensor<2x11xui32>) -> tensor<2x11xi1>
        %360 = stablehlo.select %359, %348, %278 : tensor<2x11xi1>, tensor<2x11xf32>
        %361 = stablehlo.reduce(%360 init: %24) applies stablehlo.add across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
        %362 = stablehlo.compare GE, %361, %350, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
        %363 = stablehlo.select %362, %357, %_13 : tensor<2xi1>, tensor<2xui32>
        stablehlo.return %355, %363 : tensor<ui32>, tensor<2xui32>
      }
      %364 = stablehlo.broadcast_in_dim %351#1, dims = [0] : (tensor<2xui32>) -> tensor<2x11xui32>
      %365 = stablehlo.compare GE, %322, %364, UNSIGNED : (tensor<2x11xui32>, tensor<2x11xui32>) -> tensor<2x11xi1>
      %366 = stablehlo.or %343, %365 : tensor<2x11xi1>
      %367 = stablehlo.and %341, %366 : tensor<2x11xi1>
      %368 = stablehlo.log %orders.sampling.min_p : tensor<2xf32>
      %369 = stablehlo.add %344, %368 : tensor<2xf32>
      %370 = stablehlo.broadcast_in_dim %369, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
      %371 = stablehlo.compare GE, %313, %370, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
      %372 = stablehlo.and %367, %371 : tensor<2x11xi1>
      %373 = stablehlo.constant dense<0xFF800000> : tensor<2x11xf32>
      %374 = stablehlo.select %372, %313, %373 : tensor<2x11xi1>, tensor<2x11xf32>
      %375 = stablehlo.reduce(%374 init: %285) applies stablehlo.maximum across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
      %376 = stablehlo.broadcast_in_dim %375, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
      %377 = stablehlo.subtract %374, %376 : tensor<2x11xf32>
      %378 = stablehlo.exponential %377 : tensor<2x11xf32>
      %379 = stablehlo.convert %_4 : (tensor<2xi32>) -> tensor<2xui32>
      %380 = stablehlo.reshape %379 : (tensor<2xui32>) -> tensor<2x1xui32>
      %381 = stablehlo.constant dense<0> : tensor<2x1xui32>
      %382 = stablehlo.concatenate %380, %381, dim = 1 : (tensor<2x1xui32>, tensor<2x1xui32>) -> tensor<2x2xui32>
      %383 = stablehlo.slice %382 [0:2, 0:1] : (tensor<2x2xui32>) -> tensor<2x1xui32>
      %384 = stablehlo.reshape %383 : (tensor<2x1xui32>) -> tensor<2xui32>
      %385 = stablehlo.slice %orders.sampling.seed [0:2, 0:1] : (tensor<2x2xui32>) -> tensor<2x1xui32>
      %386 = stablehlo.reshape %385 : (tensor<2x1xui32>) -> tensor<2xui32>
      %387 = stablehlo.add %384, %386 : tensor<2xui32>
      %388 = stablehlo.slice %382 [0:2, 1:2] : (tensor<2x2xui32>) -> tensor<2x1xui32>
      %389 = stablehlo.reshape %388 : (tensor<2x1xui32>) -> tensor<2xui32>
      %390 = stablehlo.slice %orders.sampling.seed [0:2, 1:2] : (tensor<2x2xui32>) -> tensor<2x1xui32>
      %391 = stablehlo.reshape %390 : (tensor<2x1xui32>) -> tensor<2xui32>
      %392 = stablehlo.add %389, %391 : tensor<2xui32>
      %393 = stablehlo.add %387, %392 : tensor<2xui32>
      %394 = stablehlo.constant dense<13> : tensor<2xui32>
      %395 = stablehlo.shift_left %392, %394 : tensor<2xui32>
      %396 = stablehlo.constant dense<19> : tensor<2xui32>
      %397 = stablehlo.shift_right_logical %392, %396 : tensor<2xui32>
      %398 = stablehlo.or %395, %397 : tensor<2xui32>
      %399 = stablehlo.xor %398, %393 : tensor<2xui32>
      %400 = stablehlo.add %393, %399 : tensor<2xui32>
      %401 = stablehlo.constant dense<15> : tensor<2xui32>
      %402 = stablehlo.shift_left %399, %401 : tensor<2xui32>
      %403 = stablehlo.constant dense<17> : tensor<2xui32>
      %404 = stablehlo.shift_right_logical %399, %403 : tensor<2xui32>
      %405 = stablehlo.or %402, %404 : tensor<2xui32>
      %406 = stablehlo.xor %405, %400 : tensor<2xui32>
      %407 = stablehlo.add %400, %406 : tensor<2xui32>
      %408 = stablehlo.constant dense<26> : tensor<2xui32>
      %409 = stablehlo.shift_left %406, %408 : tensor<2xui32>
      %410 = stablehlo.constant dense<6> : tensor<2xui32>
      %411 = stablehlo.shift_right_logical %406, %410 : tensor<2xui32>
      %412 = stablehlo.or %409, %411 : tensor<2xui32>
      %413 = stablehlo.xor %412, %407 : tensor<2xui32>
      %414 = stablehlo.add %407, %413 : tensor<2xui32>
      %415 = stablehlo.add %414, %391 : tensor<2xui32>
      %416 = stablehlo.shift_left %413, %410 : tensor<2xui32>
      %417 = stablehlo.shift_right_logical %413, %408 : tensor<2xui32>
      %418 = stablehlo.or %416, %417 : tensor<2xui32>
      %419 = stablehlo.xor %418, %414 : tensor<2xui32>
      %420 = stablehlo.xor %386, %391 : tensor<2xui32>
      %421 = stablehlo.constant dense<466688986> : tensor<2xui32>
      %422 = stablehlo.xor %420, %421 : tensor<2xui32>
      %423 = stablehlo.add %419, %422 : tensor<2xui32>
      %424 = stablehlo.constant dense<1> : tensor<2xui32>
      %425 = stablehlo.add %423, %424 : tensor<2xui32>
      %426 = stablehlo.add %415, %425 : tensor<2xui32>
      %427 = stablehlo.shift_left %425, %403 : tensor<2xui32>
      %428 = stablehlo.shift_right_logical %425, %401 : tensor<2xui32>
      %429 = stablehlo.or %427, %428 : tensor<2xui32>
      %430 = stablehlo.xor %429, %426 : tensor<2xui32>
      %431 = stablehlo.add %426, %430 : tensor<2xui32>
      %432 = stablehlo.constant dense<29> : tensor<2xui32>
      %433 = stablehlo.shift_left %430, %432 : tensor<2xui32>
      %434 = stablehlo.constant dense<3> : tensor<2xui32>
      %435 = stablehlo.shift_right_logical %430, %434 : tensor<2xui32>
      %436 = stablehlo.or %433, %435 : tensor<2xui32>
      %437 = stablehlo.xor %436, %431 : tensor<2xui32>
      %438 = stablehlo.add %431, %437 : tensor<2xui32>
      %439 = stablehlo.constant dense<16> : tensor<2xui32>
      %440 = stablehlo.shift_left %437, %439 : tensor<2xui32>
      %441 = stablehlo.shift_right_logical %437, %439 : tensor<2xui32>
      %442 = stablehlo.or %440, %441 : tensor<2xui32>
      %443 = stablehlo.xor %442, %438 : tensor<2xui32>
      %444 = stablehlo.add %438, %443 : tensor<2xui32>
      %445 = stablehlo.add %444, %422 : tensor<2xui32>
      %446 = stablehlo.constant dense<24> : tensor<2xui32>
      %447 = stablehlo.shift_left %443, %446 : tensor<2xui32>
      %448 = stablehlo.constant dense<8> : tensor<2xui32>
      %449 = stablehlo.shift_right_logical %443, %448 : tensor<2xui32>
      %450 = stablehlo.or %447, %449 : tensor<2xui32>
      %451 = stablehlo.xor %450, %444 : tensor<2xui32>
      %452 = stablehlo.add %451, %386 : tensor<2xui32>
      %453 = stablehlo.constant dense<2> : tensor<2xui32>
      %454 = stablehlo.add %452, %453 : tensor<2xui32>
      %455 = stablehlo.add %445, %454 : tensor<2xui32>
      %456 = stablehlo.shift_left %454, %394 : tensor<2xui32>
      %457 = stablehlo.shift_right_logical %454, %396 : tensor<2xui32>
      %458 = stablehlo.or %456, %457 : tensor<2xui32>
      %459 = stablehlo.xor %458, %455 : tensor<2xui32>
      %460 = stablehlo.add %455, %459 : tensor<2xui32>
      %461 = stablehlo.shift_left %459, %401 : tensor<2xui32>
      %462 = stablehlo.shift_right_logical %459, %403 : tensor<2xui32>
      %463 = stablehlo.or %461, %462 : tensor<2xui32>
      %464 = stablehlo.xor %463, %460 : tensor<2xui32>
      %465 = stablehlo.add %460, %464 : tensor<2xui32>
      %466 = stablehlo.shift_left %464, %408 : tensor<2xui32>
      %467 = stablehlo.shift_right_logical %464, %410 : tensor<2xui32>
      %468 = stablehlo.or %466, %467 : tensor<2xui32>
      %469 = stablehlo.xor %468, %465 : tensor<2xui32>
      %470 = stablehlo.add %465, %469 : tensor<2xui32>
      %471 = stablehlo.add %470, %386 : tensor<2xui32>
      %472 = stablehlo.shift_left %469, %410 : tensor<2xui32>
      %473 = stablehlo.shift_right_logical %469, %408 : tensor<2xui32>
      %474 = stablehlo.or %472, %473 : tensor<2xui32>
      %475 = stablehlo.xor %474, %470 : tensor<2xui32>
      %476 = stablehlo.add %475, %391 : tensor<2xui32>
      %477 = stablehlo.add %476, %434 : tensor<2xui32>
      %478 = stablehlo.add %471, %477 : tensor<2xui32>
      %479 = stablehlo.shift_left %477, %403 : tensor<2xui32>
      %480 = stablehlo.shift_right_logical %477, %401 : tensor<2xui32>
      %481 = stablehlo.or %479, %480 : tensor<2xui32>
      %482 = stablehlo.xor %481, %478 : tensor<2xui32>
      %483 = stablehlo.add %478, %482 : tensor<2xui32>
      %484 = stablehlo.shift_left %482, %432 : tensor<2xui32>
      %485 = stablehlo.shift_right_logical %482, %434 : tensor<2xui32>
      %486 = stablehlo.or %484, %485 : tensor<2xui32>
      %487 = stablehlo.xor %486, %483 : tensor<2xui32>
      %488 = stablehlo.add %483, %487 : tensor<2xui32>
      %489 = stablehlo.shift_left %487, %439 : tensor<2xui32>
      %490 = stablehlo.shift_right_logical %487, %439 : tensor<2xui32>
      %491 = stablehlo.or %489, %490 : tensor<2xui32>
      %492 = stablehlo.xor %491, %488 : tensor<2xui32>
      %493 = stablehlo.add %488, %492 : tensor<2xui32>
      %494 = stablehlo.add %493, %391 : tensor<2xui32>
      %495 = stablehlo.shift_left %492, %446 : tensor<2xui32>
      %496 = stablehlo.shift_right_logical %492, %448 : tensor<2xui32>
      %497 = stablehlo.or %495, %496 : tensor<2xui32>
      %498 = stablehlo.xor %497, %493 : tensor<2xui32>
      %499 = stablehlo.add %498, %422 : tensor<2xui32>
      %500 = stablehlo.constant dense<4> : tensor<2xui32>
      %501 = stablehlo.add %499, %500 : tensor<2xui32>
      %502 = stablehlo.add %494, %501 : tensor<2xui32>
      %503 = stablehlo.shift_left %501, %394 : tensor<2xui32>
      %504 = stablehlo.shift_right_logical %501, %396 : tensor<2xui32>
      %505 = stablehlo.or %503, %504 : tensor<2xui32>
      %506 = stablehlo.xor %505, %502 : tensor<2xui32>
      %507 = stablehlo.add %502, %506 : tensor<2xui32>
      %508 = stablehlo.shift_left %506, %401 : tensor<2xui32>
      %509 = stablehlo.shift_right_logical %506, %403 : tensor<2xui32>
      %510 = stablehlo.or %508, %509 : tensor<2xui32>
      %511 = stablehlo.xor %510, %507 : tensor<2xui32>
      %512 = stablehlo.add %507, %511 : tensor<2xui32>
      %513 = stablehlo.shift_left %511, %408 : tensor<2xui32>
      %514 = stablehlo.shift_right_logical %511, %410 : tensor<2xui32>
      %515 = stablehlo.or %513, %514 : tensor<2xui32>
      %516 = stablehlo.xor %515, %512 : tensor<2xui32>
      %517 = stablehlo.add %512, %516 : tensor<2xui32>
      %518 = stablehlo.add %517, %422 : tensor<2xui32>
      %519 = stablehlo.reshape %518 : (tensor<2xui32>) -> tensor<2x1xui32>
      %520 = stablehlo.shift_left %516, %410 : tensor<2xui32>
      %521 = stablehlo.shift_right_logical %516, %408 : tensor<2xui32>
      %522 = stablehlo.or %520, %521 : tensor<2xui32>
      %523 = stablehlo.xor %522, %517 : tensor<2xui32>
      %524 = stablehlo.add %523, %386 : tensor<2xui32>
      %525 = stablehlo.constant dense<5> : tensor<2xui32>
      %526 = stablehlo.add %524, %525 : tensor<2xui32>
      %527 = stablehlo.reshape %526 : (tensor<2xui32>) -> tensor<2x1xui32>
      %528 = stablehlo.concatenate %519, %527, dim = 1 : (tensor<2x1xui32>, tensor<2x1xui32>) -> tensor<2x2xui32>
      %529 = stablehlo.slice %528 [0:2, 0:1] : (tensor<2x2xui32>) -> tensor<2x1xui32>
      %530 = stablehlo.reshape %529 : (tensor<2x1xui32>) -> tensor<2xui32>
      %531 = stablehlo.shift_right_logical %530, %448 : tensor<2xui32>
      %532 = stablehlo.convert %531 : (tensor<2xui32>) -> tensor<2xf32>
      %533 = stablehlo.constant dense<5.9604645e-08> : tensor<2xf32>
      %534 = stablehlo.multiply %532, %533 : tensor<2xf32>
      %535 = stablehlo.reduce(%378 init: %24) applies stablehlo.add across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
      %536 = stablehlo.multiply %534, %535 : tensor<2xf32>
      %537:2 = stablehlo.while(%_14 = %308, %_15 = %301) : tensor<i32>, tensor<2xi32>
      cond {
        %538 = stablehlo.compare GT, %_14, %0, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
        stablehlo.return %538 : tensor<i1>
      } do {
        %539 = stablehlo.constant dense<1> : tensor<i32>
        %540 = stablehlo.shift_right_logical %_14, %539 : tensor<i32>
        %541 = stablehlo.broadcast_in_dim %_14, dims = [] : (tensor<i32>) -> tensor<2xi32>
        %542 = stablehlo.add %_15, %541 : tensor<2xi32>
        %543 = stablehlo.constant dense<1> : tensor<2xi32>
        %544 = stablehlo.subtract %542, %543 : tensor<2xi32>
        %545 = stablehlo.broadcast_in_dim %544, dims = [0] : (tensor<2xi32>) -> tensor<2x11xi32>
        %546 = stablehlo.compare LE, %295, %545, SIGNED : (tensor<2x11xi32>, tensor<2x11xi32>) -> tensor<2x11xi1>
        %547 = stablehlo.select %546, %378, %278 : tensor<2x11xi1>, tensor<2x11xf32>
        %548 = stablehlo.reduce(%547 init: %24) applies stablehlo.add across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
        %549 = stablehlo.compare LE, %548, %536, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
        %550 = stablehlo.compare LT, %542, %303, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
        %551 = stablehlo.and %549, %550 : tensor<2xi1>
        %552 = stablehlo.select %551, %542, %_15 : tensor<2xi1>, tensor<2xi32>
        stablehlo.return %540, %552 : tensor<i32>, tensor<2xi32>
      }
      %553 = stablehlo.select %307, %305, %537#1 : tensor<2xi1>, tensor<2xi32>
      %554 = stablehlo.select %_3, %_2, %553 : tensor<2xi1>, tensor<2xi32>
      %555 = stablehlo.select %_3, %13, %554 : tensor<2xi1>, tensor<2xi32>
      %556 = stablehlo.broadcast_in_dim %555, dims = [0] : (tensor<2xi32>) -> tensor<2x1xi32>
      %557 = stablehlo.dynamic_update_slice %_1, %556, %0, %_0 : (tensor<2x4xi32>, tensor<2x1xi32>, tensor<i32>, tensor<i32>) -> tensor<2x4xi32>
      %558 = stablehlo.broadcast_in_dim %553, dims = [0] : (tensor<2xi32>) -> tensor<2x1xi32>
      %559 = stablehlo.compare EQ, %558, %orders.stop_ids, SIGNED : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x1xi1>
      %560 = stablehlo.constant dense<false> : tensor<i1>
      %561 = stablehlo.reduce(%559 init: %560) applies stablehlo.or across dimensions = [1] : (tensor<2x1xi1>, tensor<i1>) -> tensor<2xi1>
      %562 = stablehlo.constant dense<1> : tensor<2xi32>
      %563 = stablehlo.add %_4, %562 : tensor<2xi32>
      %564 = stablehlo.compare GE, %563, %orders.budget, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %565 = stablehlo.or %561, %564 : tensor<2xi1>
      %566 = stablehlo.compare GE, %553, %303, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %567 = stablehlo.or %565, %566 : tensor<2xi1>
      %568 = stablehlo.or %_3, %567 : tensor<2xi1>
      %569 = stablehlo.select %_3, %_4, %563 : tensor<2xi1>, tensor<2xi32>
      %570 = stablehlo.broadcast_in_dim %554, dims = [0] : (tensor<2xi32>) -> tensor<2x11xi32>
      %571 = stablehlo.compare EQ, %295, %570, SIGNED : (tensor<2x11xi32>, tensor<2x11xi32>) -> tensor<2x11xi1>
      %572 = stablehlo.or %_5, %571 : tensor<2x11xi1>
      %573 = stablehlo.broadcast_in_dim %21, dims = [0] : (tensor<2xi1>) -> tensor<2x2x28xi1>
      %574 = stablehlo.slice %71 [0:2, 1:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x2x28xf32>
      %575 = stablehlo.select %573, %574, %_6 : tensor<2x2x28xi1>, tensor<2x2x28xf32>
      %576 = stablehlo.slice %187 [0:2, 1:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x2x28xf32>
      %577 = stablehlo.select %573, %576, %_8 : tensor<2x2x28xi1>, tensor<2x2x28xf32>
      stablehlo.return %12, %557, %554, %568, %569, %572, %575, %104, %577, %220 : tensor<i32>, tensor<2x4xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x11xi1>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
    }
    func.return %2#1, %2#2, %2#3, %2#4, %2#5, %2#6, %2#7, %2#8, %2#9 : tensor<2x4xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x11xi1>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
  }
}
