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
      %state.layers.0.conv: tensor<2x2x28xf32> {tf.aliasing_output = 4 : i32},
      %state.layers.0.ssm: tensor<2x2x2x4x3xf32> {tf.aliasing_output = 5 : i32},
      %state.layers.1.conv: tensor<2x2x28xf32> {tf.aliasing_output = 6 : i32},
      %state.layers.1.ssm: tensor<2x2x2x4x3xf32> {tf.aliasing_output = 7 : i32},
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
  ) -> (tensor<2x4xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>) {
    // result 0: tokens
    // result 1: rows.token
    // result 2: rows.done
    // result 3: rows.number
    // result 4: state.layers.0.conv
    // result 5: state.layers.0.ssm
    // result 6: state.layers.1.conv
    // result 7: state.layers.1.ssm
    %0 = stablehlo.constant dense<0> : tensor<i32>
    %1 = stablehlo.constant dense<-1> : tensor<2x4xi32>
    %2:9 = stablehlo.while(%_0 = %0, %_1 = %1, %_2 = %rows.token, %_3 = %rows.done, %_4 = %rows.number, %_5 = %state.layers.0.conv, %_6 = %state.layers.0.ssm, %_7 = %state.layers.1.conv, %_8 = %state.layers.1.ssm) : tensor<i32>, tensor<2x4xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
    cond {
      %3 = stablehlo.constant dense<4> : tensor<i32>
      %4 = stablehlo.compare LT, %_0, %3, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      stablehlo.return %4 : tensor<i1>
    } do {
      %5 = stablehlo.constant dense<1> : tensor<i32>
      %6 = stablehlo.add %_0, %5 : tensor<i32>
      %7 = stablehlo.constant dense<-1> : tensor<2xi32>
      %8 = "stablehlo.gather"(%weights.embedding, %_2) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 8>}> : (tensor<11x8xbf16>, tensor<2xi32>) -> tensor<2x8xbf16>
      %9 = stablehlo.convert %8 : (tensor<2x8xbf16>) -> tensor<2x8xf32>
      %10 = stablehlo.exponential %weights.layers.0.mixer.A_log : tensor<2x2xf32>
      %11 = stablehlo.negate %10 : tensor<2x2xf32>
      %12 = stablehlo.broadcast_in_dim %11, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2xf32>
      %13 = stablehlo.not %_3 : tensor<2xi1>
      %14 = stablehlo.broadcast_in_dim %13, dims = [0] : (tensor<2xi1>) -> tensor<2x2x2xi1>
      %15 = stablehlo.multiply %9, %9 : tensor<2x8xf32>
      %16 = stablehlo.constant dense<0.0> : tensor<f32>
      %17 = stablehlo.reduce(%15 init: %16) applies stablehlo.add across dimensions = [1] : (tensor<2x8xf32>, tensor<f32>) -> tensor<2xf32>
      %18 = stablehlo.constant dense<0.125> : tensor<2xf32>
      %19 = stablehlo.multiply %17, %18 : tensor<2xf32>
      %20 = stablehlo.constant dense<1.0e-05> : tensor<2xf32>
      %21 = stablehlo.add %19, %20 : tensor<2xf32>
      %22 = stablehlo.rsqrt %21 : tensor<2xf32>
      %23 = stablehlo.broadcast_in_dim %22, dims = [0] : (tensor<2xf32>) -> tensor<2x8xf32>
      %24 = stablehlo.multiply %9, %23 : tensor<2x8xf32>
      %25 = stablehlo.broadcast_in_dim %weights.layers.0.norm, dims = [1] : (tensor<8xf32>) -> tensor<2x8xf32>
      %26 = stablehlo.multiply %24, %25 : tensor<2x8xf32>
      %27 = stablehlo.convert %weights.layers.0.mixer.in_proj : (tensor<48x8xbf16>) -> tensor<48x8xf32>
      %28 = stablehlo.dot_general %26, %27, contracting_dims = [1] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x8xf32>, tensor<48x8xf32>) -> tensor<2x48xf32>
      %29 = stablehlo.slice %28 [0:2, 44:48] : (tensor<2x48xf32>) -> tensor<2x4xf32>
      %30 = stablehlo.reshape %29 : (tensor<2x4xf32>) -> tensor<2x2x2xf32>
      %31 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.dt_bias, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2xf32>
      %32 = stablehlo.add %30, %31 : tensor<2x2x2xf32>
      %33 = stablehlo.constant dense<0.0> : tensor<2x2x2xf32>
      %34 = stablehlo.maximum %32, %33 : tensor<2x2x2xf32>
      %35 = stablehlo.abs %32 : tensor<2x2x2xf32>
      %36 = stablehlo.negate %35 : tensor<2x2x2xf32>
      %37 = stablehlo.exponential %36 : tensor<2x2x2xf32>
      %38 = stablehlo.log_plus_one %37 : tensor<2x2x2xf32>
      %39 = stablehlo.add %34, %38 : tensor<2x2x2xf32>
      %40 = stablehlo.constant dense<0.001> : tensor<2x2x2xf32>
      %41 = stablehlo.maximum %39, %40 : tensor<2x2x2xf32>
      %42 = stablehlo.constant dense<100.0> : tensor<2x2x2xf32>
      %43 = stablehlo.minimum %41, %42 : tensor<2x2x2xf32>
      %44 = stablehlo.select %14, %43, %33 : tensor<2x2x2xi1>, tensor<2x2x2xf32>
      %45 = stablehlo.multiply %12, %44 : tensor<2x2x2xf32>
      %46 = stablehlo.exponential %45 : tensor<2x2x2xf32>
      %47 = stablehlo.broadcast_in_dim %46, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4x3xf32>
      %48 = stablehlo.multiply %47, %_6 : tensor<2x2x2x4x3xf32>
      %49 = stablehlo.slice %28 [0:2, 16:44] : (tensor<2x48xf32>) -> tensor<2x28xf32>
      %50 = stablehlo.reshape %49 : (tensor<2x28xf32>) -> tensor<2x1x28xf32>
      %51 = stablehlo.concatenate %_5, %50, dim = 1 : (tensor<2x2x28xf32>, tensor<2x1x28xf32>) -> tensor<2x3x28xf32>
      %52 = stablehlo.slice %51 [0:2, 0:1, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %53 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %54 = stablehlo.reshape %53 : (tensor<28x1xf32>) -> tensor<28xf32>
      %55 = stablehlo.broadcast_in_dim %54, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %56 = stablehlo.multiply %52, %55 : tensor<2x1x28xf32>
      %57 = stablehlo.slice %51 [0:2, 1:2, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %58 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %59 = stablehlo.reshape %58 : (tensor<28x1xf32>) -> tensor<28xf32>
      %60 = stablehlo.broadcast_in_dim %59, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %61 = stablehlo.multiply %57, %60 : tensor<2x1x28xf32>
      %62 = stablehlo.add %56, %61 : tensor<2x1x28xf32>
      %63 = stablehlo.slice %51 [0:2, 2:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %64 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %65 = stablehlo.reshape %64 : (tensor<28x1xf32>) -> tensor<28xf32>
      %66 = stablehlo.broadcast_in_dim %65, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %67 = stablehlo.multiply %63, %66 : tensor<2x1x28xf32>
      %68 = stablehlo.add %62, %67 : tensor<2x1x28xf32>
      %69 = stablehlo.reshape %68 : (tensor<2x1x28xf32>) -> tensor<2x28xf32>
      %70 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.conv_bias, dims = [1] : (tensor<28xf32>) -> tensor<2x28xf32>
      %71 = stablehlo.add %69, %70 : tensor<2x28xf32>
      %72 = stablehlo.logistic %71 : tensor<2x28xf32>
      %73 = stablehlo.multiply %71, %72 : tensor<2x28xf32>
      %74 = stablehlo.slice %73 [0:2, 0:16] : (tensor<2x28xf32>) -> tensor<2x16xf32>
      %75 = stablehlo.reshape %74 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
      %76 = stablehlo.broadcast_in_dim %44, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4xf32>
      %77 = stablehlo.multiply %75, %76 : tensor<2x2x2x4xf32>
      %78 = stablehlo.broadcast_in_dim %77, dims = [0, 1, 2, 3] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x3xf32>
      %79 = stablehlo.slice %73 [0:2, 16:22] : (tensor<2x28xf32>) -> tensor<2x6xf32>
      %80 = stablehlo.reshape %79 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
      %81 = stablehlo.broadcast_in_dim %80, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
      %82 = stablehlo.multiply %78, %81 : tensor<2x2x2x4x3xf32>
      %83 = stablehlo.add %48, %82 : tensor<2x2x2x4x3xf32>
      %84 = stablehlo.slice %73 [0:2, 22:28] : (tensor<2x28xf32>) -> tensor<2x6xf32>
      %85 = stablehlo.reshape %84 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
      %86 = stablehlo.broadcast_in_dim %85, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
      %87 = stablehlo.multiply %83, %86 : tensor<2x2x2x4x3xf32>
      %88 = stablehlo.reduce(%87 init: %16) applies stablehlo.add across dimensions = [4] : (tensor<2x2x2x4x3xf32>, tensor<f32>) -> tensor<2x2x2x4xf32>
      %89 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.D, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
      %90 = stablehlo.multiply %89, %75 : tensor<2x2x2x4xf32>
      %91 = stablehlo.add %88, %90 : tensor<2x2x2x4xf32>
      %92 = stablehlo.slice %28 [0:2, 0:16] : (tensor<2x48xf32>) -> tensor<2x16xf32>
      %93 = stablehlo.reshape %92 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
      %94 = stablehlo.logistic %93 : tensor<2x2x2x4xf32>
      %95 = stablehlo.multiply %93, %94 : tensor<2x2x2x4xf32>
      %96 = stablehlo.multiply %91, %95 : tensor<2x2x2x4xf32>
      %97 = stablehlo.multiply %96, %96 : tensor<2x2x2x4xf32>
      %98 = stablehlo.reduce(%97 init: %16) applies stablehlo.add across dimensions = [2, 3] : (tensor<2x2x2x4xf32>, tensor<f32>) -> tensor<2x2xf32>
      %99 = stablehlo.constant dense<0.125> : tensor<2x2xf32>
      %100 = stablehlo.multiply %98, %99 : tensor<2x2xf32>
      %101 = stablehlo.constant dense<1.0e-05> : tensor<2x2xf32>
      %102 = stablehlo.add %100, %101 : tensor<2x2xf32>
      %103 = stablehlo.rsqrt %102 : tensor<2x2xf32>
      %104 = stablehlo.broadcast_in_dim %103, dims = [0, 1] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
      %105 = stablehlo.multiply %96, %104 : tensor<2x2x2x4xf32>
      %106 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.norm, dims = [1, 2, 3] : (tensor<2x2x4xf32>) -> tensor<2x2x2x4xf32>
      %107 = stablehlo.multiply %105, %106 : tensor<2x2x2x4xf32>
      %108 = stablehlo.reshape %107 : (tensor<2x2x2x4xf32>) -> tensor<2x16xf32>
      %109 = stablehlo.convert %weights.layers.0.mixer.out_proj : (tensor<8x16xbf16>) -> tensor<8x16xf32>
      %110 = stablehlo.dot_general %108, %109, contracting_dims = [1] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x16xf32>, tensor<8x16xf32>) -> tensor<2x8xf32>
      %111 = stablehlo.add %9, %110 : tensor<2x8xf32>
      %112 = stablehlo.exponential %weights.layers.1.mixer.A_log : tensor<2x2xf32>
      %113 = stablehlo.negate %112 : tensor<2x2xf32>
      %114 = stablehlo.broadcast_in_dim %113, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2xf32>
      %115 = stablehlo.multiply %111, %111 : tensor<2x8xf32>
      %116 = stablehlo.reduce(%115 init: %16) applies stablehlo.add across dimensions = [1] : (tensor<2x8xf32>, tensor<f32>) -> tensor<2xf32>
      %117 = stablehlo.multiply %116, %18 : tensor<2xf32>
      %118 = stablehlo.add %117, %20 : tensor<2xf32>
      %119 = stablehlo.rsqrt %118 : tensor<2xf32>
      %120 = stablehlo.broadcast_in_dim %119, dims = [0] : (tensor<2xf32>) -> tensor<2x8xf32>
      %121 = stablehlo.multiply %111, %120 : tensor<2x8xf32>
      %122 = stablehlo.broadcast_in_dim %weights.layers.1.norm, dims = [1] : (tensor<8xf32>) -> tensor<2x8xf32>
      %123 = stablehlo.multiply %121, %122 : tensor<2x8xf32>
      %124 = stablehlo.convert %weights.layers.1.mixer.in_proj : (tensor<48x8xbf16>) -> tensor<48x8xf32>
      %125 = stablehlo.dot_general %123, %124, contracting_dims = [1] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x8xf32>, tensor<48x8xf32>) -> tensor<2x48xf32>
      %126 = stablehlo.slice %125 [0:2, 44:48] : (tensor<2x48xf32>) -> tensor<2x4xf32>
      %127 = stablehlo.reshape %126 : (tensor<2x4xf32>) -> tensor<2x2x2xf32>
      %128 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.dt_bias, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2xf32>
      %129 = stablehlo.add %127, %128 : tensor<2x2x2xf32>
      %130 = stablehlo.maximum %129, %33 : tensor<2x2x2xf32>
      %131 = stablehlo.abs %129 : tensor<2x2x2xf32>
      %132 = stablehlo.negate %131 : tensor<2x2x2xf32>
      %133 = stablehlo.exponential %132 : tensor<2x2x2xf32>
      %134 = stablehlo.log_plus_one %133 : tensor<2x2x2xf32>
      %135 = stablehlo.add %130, %134 : tensor<2x2x2xf32>
      %136 = stablehlo.maximum %135, %40 : tensor<2x2x2xf32>
      %137 = stablehlo.minimum %136, %42 : tensor<2x2x2xf32>
      %138 = stablehlo.select %14, %137, %33 : tensor<2x2x2xi1>, tensor<2x2x2xf32>
      %139 = stablehlo.multiply %114, %138 : tensor<2x2x2xf32>
      %140 = stablehlo.exponential %139 : tensor<2x2x2xf32>
      %141 = stablehlo.broadcast_in_dim %140, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4x3xf32>
      %142 = stablehlo.multiply %141, %_8 : tensor<2x2x2x4x3xf32>
      %143 = stablehlo.slice %125 [0:2, 16:44] : (tensor<2x48xf32>) -> tensor<2x28xf32>
      %144 = stablehlo.reshape %143 : (tensor<2x28xf32>) -> tensor<2x1x28xf32>
      %145 = stablehlo.concatenate %_7, %144, dim = 1 : (tensor<2x2x28xf32>, tensor<2x1x28xf32>) -> tensor<2x3x28xf32>
      %146 = stablehlo.slice %145 [0:2, 0:1, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %147 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %148 = stablehlo.reshape %147 : (tensor<28x1xf32>) -> tensor<28xf32>
      %149 = stablehlo.broadcast_in_dim %148, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %150 = stablehlo.multiply %146, %149 : tensor<2x1x28xf32>
      %151 = stablehlo.slice %145 [0:2, 1:2, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %152 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %153 = stablehlo.reshape %152 : (tensor<28x1xf32>) -> tensor<28xf32>
      %154 = stablehlo.broadcast_in_dim %153, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %155 = stablehlo.multiply %151, %154 : tensor<2x1x28xf32>
      %156 = stablehlo.add %150, %155 : tensor<2x1x28xf32>
      %157 = stablehlo.slice %145 [0:2, 2:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %158 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %159 = stablehlo.reshape %158 : (tensor<28x1xf32>) -> tensor<28xf32>
      %160 = stablehlo.broadcast_in_dim %159, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %161 = stablehlo.multiply %157, %160 : tensor<2x1x28xf32>
      %162 = stablehlo.add %156, %161 : tensor<2x1x28xf32>
      %163 = stablehlo.reshape %162 : (tensor<2x1x28xf32>) -> tensor<2x28xf32>
      %164 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.conv_bias, dims = [1] : (tensor<28xf32>) -> tensor<2x28xf32>
      %165 = stablehlo.add %163, %164 : tensor<2x28xf32>
      %166 = stablehlo.logistic %165 : tensor<2x28xf32>
      %167 = stablehlo.multiply %165, %166 : tensor<2x28xf32>
      %168 = stablehlo.slice %167 [0:2, 0:16] : (tensor<2x28xf32>) -> tensor<2x16xf32>
      %169 = stablehlo.reshape %168 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
      %170 = stablehlo.broadcast_in_dim %138, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4xf32>
      %171 = stablehlo.multiply %169, %170 : tensor<2x2x2x4xf32>
      %172 = stablehlo.broadcast_in_dim %171, dims = [0, 1, 2, 3] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x3xf32>
      %173 = stablehlo.slice %167 [0:2, 16:22] : (tensor<2x28xf32>) -> tensor<2x6xf32>
      %174 = stablehlo.reshape %173 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
      %175 = stablehlo.broadcast_in_dim %174, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
      %176 = stablehlo.multiply %172, %175 : tensor<2x2x2x4x3xf32>
      %177 = stablehlo.add %142, %176 : tensor<2x2x2x4x3xf32>
      %178 = stablehlo.slice %167 [0:2, 22:28] : (tensor<2x28xf32>) -> tensor<2x6xf32>
      %179 = stablehlo.reshape %178 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
      %180 = stablehlo.broadcast_in_dim %179, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
      %181 = stablehlo.multiply %177, %180 : tensor<2x2x2x4x3xf32>
      %182 = stablehlo.reduce(%181 init: %16) applies stablehlo.add across dimensions = [4] : (tensor<2x2x2x4x3xf32>, tensor<f32>) -> tensor<2x2x2x4xf32>
      %183 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.D, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
      %184 = stablehlo.multiply %183, %169 : tensor<2x2x2x4xf32>
      %185 = stablehlo.add %182, %184 : tensor<2x2x2x4xf32>
      %186 = stablehlo.slice %125 [0:2, 0:16] : (tensor<2x48xf32>) -> tensor<2x16xf32>
      %187 = stablehlo.reshape %186 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
      %188 = stablehlo.logistic %187 : tensor<2x2x2x4xf32>
      %189 = stablehlo.multiply %187, %188 : tensor<2x2x2x4xf32>
      %190 = stablehlo.multiply %185, %189 : tensor<2x2x2x4xf32>
      %191 = stablehlo.multiply %190, %190 : tensor<2x2x2x4xf32>
      %192 = stablehlo.reduce(%191 init: %16) applies stablehlo.add across dimensions = [2, 3] : (tensor<2x2x2x4xf32>, tensor<f32>) -> tensor<2x2xf32>
      %193 = stablehlo.multiply %192, %99 : tensor<2x2xf32>
      %194 = stablehlo.add %193, %101 : tensor<2x2xf32>
      %195 = stablehlo.rsqrt %194 : tensor<2x2xf32>
      %196 = stablehlo.broadcast_in_dim %195, dims = [0, 1] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
      %197 = stablehlo.multiply %190, %196 : tensor<2x2x2x4xf32>
      %198 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.norm, dims = [1, 2, 3] : (tensor<2x2x4xf32>) -> tensor<2x2x2x4xf32>
      %199 = stablehlo.multiply %197, %198 : tensor<2x2x2x4xf32>
      %200 = stablehlo.reshape %199 : (tensor<2x2x2x4xf32>) -> tensor<2x16xf32>
      %201 = stablehlo.convert %weights.layers.1.mixer.out_proj : (tensor<8x16xbf16>) -> tensor<8x16xf32>
      %202 = stablehlo.dot_general %200, %201, contracting_dims = [1] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x16xf32>, tensor<8x16xf32>) -> tensor<2x8xf32>
      %203 = stablehlo.add %111, %202 : tensor<2x8xf32>
      %204 = stablehlo.multiply %203, %203 : tensor<2x8xf32>
      %205 = stablehlo.reduce(%204 init: %16) applies stablehlo.add across dimensions = [1] : (tensor<2x8xf32>, tensor<f32>) -> tensor<2xf32>
      %206 = stablehlo.multiply %205, %18 : tensor<2xf32>
      %207 = stablehlo.add %206, %20 : tensor<2xf32>
      %208 = stablehlo.rsqrt %207 : tensor<2xf32>
      %209 = stablehlo.broadcast_in_dim %208, dims = [0] : (tensor<2xf32>) -> tensor<2x8xf32>
      %210 = stablehlo.multiply %203, %209 : tensor<2x8xf32>
      %211 = stablehlo.broadcast_in_dim %weights.norm_f, dims = [1] : (tensor<8xf32>) -> tensor<2x8xf32>
      %212 = stablehlo.multiply %210, %211 : tensor<2x8xf32>
      %213 = stablehlo.convert %weights.embedding : (tensor<11x8xbf16>) -> tensor<11x8xf32>
      %214 = stablehlo.dot_general %212, %213, contracting_dims = [1] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x8xf32>, tensor<11x8xf32>) -> tensor<2x11xf32>
      %215 = stablehlo.constant dense<0xFF800000> : tensor<f32>
      %216 = stablehlo.reduce(%214 init: %215) applies stablehlo.maximum across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
      %217 = stablehlo.abs %216 : tensor<2xf32>
      %218 = stablehlo.constant dense<0x7F800000> : tensor<2xf32>
      %219 = stablehlo.compare LT, %217, %218, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
      %220 = stablehlo.compare NE, %214, %214, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
      %221 = stablehlo.constant dense<-1> : tensor<2x11xi32>
      %222 = stablehlo.broadcast_in_dim %216, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
      %223 = stablehlo.compare EQ, %214, %222, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
      %224 = stablehlo.iota dim = 0 : tensor<11xi32>
      %225 = stablehlo.broadcast_in_dim %224, dims = [1] : (tensor<11xi32>) -> tensor<2x11xi32>
      %226 = stablehlo.constant dense<11> : tensor<2x11xi32>
      %227 = stablehlo.select %223, %225, %226 : tensor<2x11xi1>, tensor<2x11xi32>
      %228 = stablehlo.select %220, %221, %227 : tensor<2x11xi1>, tensor<2x11xi32>
      %229 = stablehlo.constant dense<2147483647> : tensor<i32>
      %230 = stablehlo.reduce(%228 init: %229) applies stablehlo.minimum across dimensions = [1] : (tensor<2x11xi32>, tensor<i32>) -> tensor<2xi32>
      %231 = stablehlo.constant dense<0> : tensor<2xi32>
      %232 = stablehlo.compare LT, %230, %231, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %233 = stablehlo.constant dense<11> : tensor<2xi32>
      %234 = stablehlo.select %232, %233, %230 : tensor<2xi1>, tensor<2xi32>
      %235 = stablehlo.select %219, %234, %233 : tensor<2xi1>, tensor<2xi32>
      %236 = stablehlo.select %_3, %_2, %235 : tensor<2xi1>, tensor<2xi32>
      %237 = stablehlo.select %_3, %7, %236 : tensor<2xi1>, tensor<2xi32>
      %238 = stablehlo.broadcast_in_dim %237, dims = [0] : (tensor<2xi32>) -> tensor<2x1xi32>
      %239 = stablehlo.dynamic_update_slice %_1, %238, %0, %_0 : (tensor<2x4xi32>, tensor<2x1xi32>, tensor<i32>, tensor<i32>) -> tensor<2x4xi32>
      %240 = stablehlo.broadcast_in_dim %235, dims = [0] : (tensor<2xi32>) -> tensor<2x1xi32>
      %241 = stablehlo.compare EQ, %240, %orders.stop_ids, SIGNED : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x1xi1>
      %242 = stablehlo.constant dense<false> : tensor<i1>
      %243 = stablehlo.reduce(%241 init: %242) applies stablehlo.or across dimensions = [1] : (tensor<2x1xi1>, tensor<i1>) -> tensor<2xi1>
      %244 = stablehlo.constant dense<1> : tensor<2xi32>
      %245 = stablehlo.add %_4, %244 : tensor<2xi32>
      %246 = stablehlo.compare GE, %245, %orders.budget, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %247 = stablehlo.or %243, %246 : tensor<2xi1>
      %248 = stablehlo.compare GE, %235, %233, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %249 = stablehlo.or %247, %248 : tensor<2xi1>
      %250 = stablehlo.or %_3, %249 : tensor<2xi1>
      %251 = stablehlo.select %_3, %_4, %245 : tensor<2xi1>, tensor<2xi32>
      %252 = stablehlo.broadcast_in_dim %13, dims = [0] : (tensor<2xi1>) -> tensor<2x2x28xi1>
      %253 = stablehlo.slice %51 [0:2, 1:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x2x28xf32>
      %254 = stablehlo.select %252, %253, %_5 : tensor<2x2x28xi1>, tensor<2x2x28xf32>
      %255 = stablehlo.slice %145 [0:2, 1:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x2x28xf32>
      %256 = stablehlo.select %252, %255, %_7 : tensor<2x2x28xi1>, tensor<2x2x28xf32>
      stablehlo.return %6, %239, %236, %250, %251, %254, %83, %256, %177 : tensor<i32>, tensor<2x4xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
    }
    func.return %2#1, %2#2, %2#3, %2#4, %2#5, %2#6, %2#7, %2#8 : tensor<2x4xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
  }
}
