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
      %27 = stablehlo.convert %26 : (tensor<2x8xf32>) -> tensor<2x8xbf16>
      %28 = stablehlo.dot_general %27, %weights.layers.0.mixer.in_proj, contracting_dims = [1] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x8xbf16>, tensor<48x8xbf16>) -> tensor<2x48xf32>
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
      %45 = stablehlo.optimization_barrier %44 : tensor<2x2x2xf32>
      %46 = stablehlo.multiply %12, %45 : tensor<2x2x2xf32>
      %47 = stablehlo.exponential %46 : tensor<2x2x2xf32>
      %48 = stablehlo.broadcast_in_dim %47, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4x3xf32>
      %49 = stablehlo.multiply %48, %_6 : tensor<2x2x2x4x3xf32>
      %50 = stablehlo.slice %28 [0:2, 16:44] : (tensor<2x48xf32>) -> tensor<2x28xf32>
      %51 = stablehlo.reshape %50 : (tensor<2x28xf32>) -> tensor<2x1x28xf32>
      %52 = stablehlo.concatenate %_5, %51, dim = 1 : (tensor<2x2x28xf32>, tensor<2x1x28xf32>) -> tensor<2x3x28xf32>
      %53 = stablehlo.slice %52 [0:2, 0:1, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %54 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %55 = stablehlo.reshape %54 : (tensor<28x1xf32>) -> tensor<28xf32>
      %56 = stablehlo.broadcast_in_dim %55, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %57 = stablehlo.multiply %53, %56 : tensor<2x1x28xf32>
      %58 = stablehlo.slice %52 [0:2, 1:2, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %59 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %60 = stablehlo.reshape %59 : (tensor<28x1xf32>) -> tensor<28xf32>
      %61 = stablehlo.broadcast_in_dim %60, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %62 = stablehlo.multiply %58, %61 : tensor<2x1x28xf32>
      %63 = stablehlo.add %57, %62 : tensor<2x1x28xf32>
      %64 = stablehlo.slice %52 [0:2, 2:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %65 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %66 = stablehlo.reshape %65 : (tensor<28x1xf32>) -> tensor<28xf32>
      %67 = stablehlo.broadcast_in_dim %66, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %68 = stablehlo.multiply %64, %67 : tensor<2x1x28xf32>
      %69 = stablehlo.add %63, %68 : tensor<2x1x28xf32>
      %70 = stablehlo.reshape %69 : (tensor<2x1x28xf32>) -> tensor<2x28xf32>
      %71 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.conv_bias, dims = [1] : (tensor<28xf32>) -> tensor<2x28xf32>
      %72 = stablehlo.add %70, %71 : tensor<2x28xf32>
      %73 = stablehlo.logistic %72 : tensor<2x28xf32>
      %74 = stablehlo.multiply %72, %73 : tensor<2x28xf32>
      %75 = stablehlo.optimization_barrier %74 : tensor<2x28xf32>
      %76 = stablehlo.slice %75 [0:2, 0:16] : (tensor<2x28xf32>) -> tensor<2x16xf32>
      %77 = stablehlo.reshape %76 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
      %78 = stablehlo.broadcast_in_dim %45, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4xf32>
      %79 = stablehlo.multiply %77, %78 : tensor<2x2x2x4xf32>
      %80 = stablehlo.broadcast_in_dim %79, dims = [0, 1, 2, 3] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x3xf32>
      %81 = stablehlo.slice %75 [0:2, 16:22] : (tensor<2x28xf32>) -> tensor<2x6xf32>
      %82 = stablehlo.reshape %81 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
      %83 = stablehlo.broadcast_in_dim %82, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
      %84 = stablehlo.multiply %80, %83 : tensor<2x2x2x4x3xf32>
      %85 = stablehlo.add %49, %84 : tensor<2x2x2x4x3xf32>
      %86 = stablehlo.slice %75 [0:2, 22:28] : (tensor<2x28xf32>) -> tensor<2x6xf32>
      %87 = stablehlo.reshape %86 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
      %88 = stablehlo.broadcast_in_dim %87, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
      %89 = stablehlo.multiply %85, %88 : tensor<2x2x2x4x3xf32>
      %90 = stablehlo.reduce(%89 init: %16) applies stablehlo.add across dimensions = [4] : (tensor<2x2x2x4x3xf32>, tensor<f32>) -> tensor<2x2x2x4xf32>
      %91 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.D, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
      %92 = stablehlo.multiply %91, %77 : tensor<2x2x2x4xf32>
      %93 = stablehlo.add %90, %92 : tensor<2x2x2x4xf32>
      %94 = stablehlo.slice %28 [0:2, 0:16] : (tensor<2x48xf32>) -> tensor<2x16xf32>
      %95 = stablehlo.reshape %94 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
      %96 = stablehlo.logistic %95 : tensor<2x2x2x4xf32>
      %97 = stablehlo.multiply %95, %96 : tensor<2x2x2x4xf32>
      %98 = stablehlo.multiply %93, %97 : tensor<2x2x2x4xf32>
      %99 = stablehlo.multiply %98, %98 : tensor<2x2x2x4xf32>
      %100 = stablehlo.reduce(%99 init: %16) applies stablehlo.add across dimensions = [2, 3] : (tensor<2x2x2x4xf32>, tensor<f32>) -> tensor<2x2xf32>
      %101 = stablehlo.constant dense<0.125> : tensor<2x2xf32>
      %102 = stablehlo.multiply %100, %101 : tensor<2x2xf32>
      %103 = stablehlo.constant dense<1.0e-05> : tensor<2x2xf32>
      %104 = stablehlo.add %102, %103 : tensor<2x2xf32>
      %105 = stablehlo.rsqrt %104 : tensor<2x2xf32>
      %106 = stablehlo.broadcast_in_dim %105, dims = [0, 1] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
      %107 = stablehlo.multiply %98, %106 : tensor<2x2x2x4xf32>
      %108 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.norm, dims = [1, 2, 3] : (tensor<2x2x4xf32>) -> tensor<2x2x2x4xf32>
      %109 = stablehlo.multiply %107, %108 : tensor<2x2x2x4xf32>
      %110 = stablehlo.reshape %109 : (tensor<2x2x2x4xf32>) -> tensor<2x16xf32>
      %111 = stablehlo.convert %110 : (tensor<2x16xf32>) -> tensor<2x16xbf16>
      %112 = stablehlo.dot_general %111, %weights.layers.0.mixer.out_proj, contracting_dims = [1] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x16xbf16>, tensor<8x16xbf16>) -> tensor<2x8xf32>
      %113 = stablehlo.add %9, %112 : tensor<2x8xf32>
      %114 = stablehlo.exponential %weights.layers.1.mixer.A_log : tensor<2x2xf32>
      %115 = stablehlo.negate %114 : tensor<2x2xf32>
      %116 = stablehlo.broadcast_in_dim %115, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2xf32>
      %117 = stablehlo.multiply %113, %113 : tensor<2x8xf32>
      %118 = stablehlo.reduce(%117 init: %16) applies stablehlo.add across dimensions = [1] : (tensor<2x8xf32>, tensor<f32>) -> tensor<2xf32>
      %119 = stablehlo.multiply %118, %18 : tensor<2xf32>
      %120 = stablehlo.add %119, %20 : tensor<2xf32>
      %121 = stablehlo.rsqrt %120 : tensor<2xf32>
      %122 = stablehlo.broadcast_in_dim %121, dims = [0] : (tensor<2xf32>) -> tensor<2x8xf32>
      %123 = stablehlo.multiply %113, %122 : tensor<2x8xf32>
      %124 = stablehlo.broadcast_in_dim %weights.layers.1.norm, dims = [1] : (tensor<8xf32>) -> tensor<2x8xf32>
      %125 = stablehlo.multiply %123, %124 : tensor<2x8xf32>
      %126 = stablehlo.convert %125 : (tensor<2x8xf32>) -> tensor<2x8xbf16>
      %127 = stablehlo.dot_general %126, %weights.layers.1.mixer.in_proj, contracting_dims = [1] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x8xbf16>, tensor<48x8xbf16>) -> tensor<2x48xf32>
      %128 = stablehlo.slice %127 [0:2, 44:48] : (tensor<2x48xf32>) -> tensor<2x4xf32>
      %129 = stablehlo.reshape %128 : (tensor<2x4xf32>) -> tensor<2x2x2xf32>
      %130 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.dt_bias, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2xf32>
      %131 = stablehlo.add %129, %130 : tensor<2x2x2xf32>
      %132 = stablehlo.maximum %131, %33 : tensor<2x2x2xf32>
      %133 = stablehlo.abs %131 : tensor<2x2x2xf32>
      %134 = stablehlo.negate %133 : tensor<2x2x2xf32>
      %135 = stablehlo.exponential %134 : tensor<2x2x2xf32>
      %136 = stablehlo.log_plus_one %135 : tensor<2x2x2xf32>
      %137 = stablehlo.add %132, %136 : tensor<2x2x2xf32>
      %138 = stablehlo.maximum %137, %40 : tensor<2x2x2xf32>
      %139 = stablehlo.minimum %138, %42 : tensor<2x2x2xf32>
      %140 = stablehlo.select %14, %139, %33 : tensor<2x2x2xi1>, tensor<2x2x2xf32>
      %141 = stablehlo.optimization_barrier %140 : tensor<2x2x2xf32>
      %142 = stablehlo.multiply %116, %141 : tensor<2x2x2xf32>
      %143 = stablehlo.exponential %142 : tensor<2x2x2xf32>
      %144 = stablehlo.broadcast_in_dim %143, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4x3xf32>
      %145 = stablehlo.multiply %144, %_8 : tensor<2x2x2x4x3xf32>
      %146 = stablehlo.slice %127 [0:2, 16:44] : (tensor<2x48xf32>) -> tensor<2x28xf32>
      %147 = stablehlo.reshape %146 : (tensor<2x28xf32>) -> tensor<2x1x28xf32>
      %148 = stablehlo.concatenate %_7, %147, dim = 1 : (tensor<2x2x28xf32>, tensor<2x1x28xf32>) -> tensor<2x3x28xf32>
      %149 = stablehlo.slice %148 [0:2, 0:1, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %150 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %151 = stablehlo.reshape %150 : (tensor<28x1xf32>) -> tensor<28xf32>
      %152 = stablehlo.broadcast_in_dim %151, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %153 = stablehlo.multiply %149, %152 : tensor<2x1x28xf32>
      %154 = stablehlo.slice %148 [0:2, 1:2, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %155 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %156 = stablehlo.reshape %155 : (tensor<28x1xf32>) -> tensor<28xf32>
      %157 = stablehlo.broadcast_in_dim %156, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %158 = stablehlo.multiply %154, %157 : tensor<2x1x28xf32>
      %159 = stablehlo.add %153, %158 : tensor<2x1x28xf32>
      %160 = stablehlo.slice %148 [0:2, 2:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %161 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %162 = stablehlo.reshape %161 : (tensor<28x1xf32>) -> tensor<28xf32>
      %163 = stablehlo.broadcast_in_dim %162, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %164 = stablehlo.multiply %160, %163 : tensor<2x1x28xf32>
      %165 = stablehlo.add %159, %164 : tensor<2x1x28xf32>
      %166 = stablehlo.reshape %165 : (tensor<2x1x28xf32>) -> tensor<2x28xf32>
      %167 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.conv_bias, dims = [1] : (tensor<28xf32>) -> tensor<2x28xf32>
      %168 = stablehlo.add %166, %167 : tensor<2x28xf32>
      %169 = stablehlo.logistic %168 : tensor<2x28xf32>
      %170 = stablehlo.multiply %168, %169 : tensor<2x28xf32>
      %171 = stablehlo.optimization_barrier %170 : tensor<2x28xf32>
      %172 = stablehlo.slice %171 [0:2, 0:16] : (tensor<2x28xf32>) -> tensor<2x16xf32>
      %173 = stablehlo.reshape %172 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
      %174 = stablehlo.broadcast_in_dim %141, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4xf32>
      %175 = stablehlo.multiply %173, %174 : tensor<2x2x2x4xf32>
      %176 = stablehlo.broadcast_in_dim %175, dims = [0, 1, 2, 3] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x3xf32>
      %177 = stablehlo.slice %171 [0:2, 16:22] : (tensor<2x28xf32>) -> tensor<2x6xf32>
      %178 = stablehlo.reshape %177 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
      %179 = stablehlo.broadcast_in_dim %178, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
      %180 = stablehlo.multiply %176, %179 : tensor<2x2x2x4x3xf32>
      %181 = stablehlo.add %145, %180 : tensor<2x2x2x4x3xf32>
      %182 = stablehlo.slice %171 [0:2, 22:28] : (tensor<2x28xf32>) -> tensor<2x6xf32>
      %183 = stablehlo.reshape %182 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
      %184 = stablehlo.broadcast_in_dim %183, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
      %185 = stablehlo.multiply %181, %184 : tensor<2x2x2x4x3xf32>
      %186 = stablehlo.reduce(%185 init: %16) applies stablehlo.add across dimensions = [4] : (tensor<2x2x2x4x3xf32>, tensor<f32>) -> tensor<2x2x2x4xf32>
      %187 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.D, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
      %188 = stablehlo.multiply %187, %173 : tensor<2x2x2x4xf32>
      %189 = stablehlo.add %186, %188 : tensor<2x2x2x4xf32>
      %190 = stablehlo.slice %127 [0:2, 0:16] : (tensor<2x48xf32>) -> tensor<2x16xf32>
      %191 = stablehlo.reshape %190 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
      %192 = stablehlo.logistic %191 : tensor<2x2x2x4xf32>
      %193 = stablehlo.multiply %191, %192 : tensor<2x2x2x4xf32>
      %194 = stablehlo.multiply %189, %193 : tensor<2x2x2x4xf32>
      %195 = stablehlo.multiply %194, %194 : tensor<2x2x2x4xf32>
      %196 = stablehlo.reduce(%195 init: %16) applies stablehlo.add across dimensions = [2, 3] : (tensor<2x2x2x4xf32>, tensor<f32>) -> tensor<2x2xf32>
      %197 = stablehlo.multiply %196, %101 : tensor<2x2xf32>
      %198 = stablehlo.add %197, %103 : tensor<2x2xf32>
      %199 = stablehlo.rsqrt %198 : tensor<2x2xf32>
      %200 = stablehlo.broadcast_in_dim %199, dims = [0, 1] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
      %201 = stablehlo.multiply %194, %200 : tensor<2x2x2x4xf32>
      %202 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.norm, dims = [1, 2, 3] : (tensor<2x2x4xf32>) -> tensor<2x2x2x4xf32>
      %203 = stablehlo.multiply %201, %202 : tensor<2x2x2x4xf32>
      %204 = stablehlo.reshape %203 : (tensor<2x2x2x4xf32>) -> tensor<2x16xf32>
      %205 = stablehlo.convert %204 : (tensor<2x16xf32>) -> tensor<2x16xbf16>
      %206 = stablehlo.dot_general %205, %weights.layers.1.mixer.out_proj, contracting_dims = [1] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x16xbf16>, tensor<8x16xbf16>) -> tensor<2x8xf32>
      %207 = stablehlo.add %113, %206 : tensor<2x8xf32>
      %208 = stablehlo.multiply %207, %207 : tensor<2x8xf32>
      %209 = stablehlo.reduce(%208 init: %16) applies stablehlo.add across dimensions = [1] : (tensor<2x8xf32>, tensor<f32>) -> tensor<2xf32>
      %210 = stablehlo.multiply %209, %18 : tensor<2xf32>
      %211 = stablehlo.add %210, %20 : tensor<2xf32>
      %212 = stablehlo.rsqrt %211 : tensor<2xf32>
      %213 = stablehlo.broadcast_in_dim %212, dims = [0] : (tensor<2xf32>) -> tensor<2x8xf32>
      %214 = stablehlo.multiply %207, %213 : tensor<2x8xf32>
      %215 = stablehlo.broadcast_in_dim %weights.norm_f, dims = [1] : (tensor<8xf32>) -> tensor<2x8xf32>
      %216 = stablehlo.multiply %214, %215 : tensor<2x8xf32>
      %217 = stablehlo.convert %216 : (tensor<2x8xf32>) -> tensor<2x8xbf16>
      %218 = stablehlo.dot_general %217, %weights.embedding, contracting_dims = [1] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x8xbf16>, tensor<11x8xbf16>) -> tensor<2x11xf32>
      %219 = stablehlo.constant dense<0xFF800000> : tensor<f32>
      %220 = stablehlo.reduce(%218 init: %219) applies stablehlo.maximum across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
      %221 = stablehlo.abs %220 : tensor<2xf32>
      %222 = stablehlo.constant dense<0x7F800000> : tensor<2xf32>
      %223 = stablehlo.compare LT, %221, %222, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
      %224 = stablehlo.compare NE, %218, %218, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
      %225 = stablehlo.constant dense<-1> : tensor<2x11xi32>
      %226 = stablehlo.broadcast_in_dim %220, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
      %227 = stablehlo.compare EQ, %218, %226, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
      %228 = stablehlo.iota dim = 0 : tensor<11xi32>
      %229 = stablehlo.broadcast_in_dim %228, dims = [1] : (tensor<11xi32>) -> tensor<2x11xi32>
      %230 = stablehlo.constant dense<11> : tensor<2x11xi32>
      %231 = stablehlo.select %227, %229, %230 : tensor<2x11xi1>, tensor<2x11xi32>
      %232 = stablehlo.select %224, %225, %231 : tensor<2x11xi1>, tensor<2x11xi32>
      %233 = stablehlo.constant dense<2147483647> : tensor<i32>
      %234 = stablehlo.reduce(%232 init: %233) applies stablehlo.minimum across dimensions = [1] : (tensor<2x11xi32>, tensor<i32>) -> tensor<2xi32>
      %235 = stablehlo.constant dense<0> : tensor<2xi32>
      %236 = stablehlo.compare LT, %234, %235, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %237 = stablehlo.constant dense<11> : tensor<2xi32>
      %238 = stablehlo.select %236, %237, %234 : tensor<2xi1>, tensor<2xi32>
      %239 = stablehlo.select %223, %238, %237 : tensor<2xi1>, tensor<2xi32>
      %240 = stablehlo.select %_3, %_2, %239 : tensor<2xi1>, tensor<2xi32>
      %241 = stablehlo.select %_3, %7, %240 : tensor<2xi1>, tensor<2xi32>
      %242 = stablehlo.broadcast_in_dim %241, dims = [0] : (tensor<2xi32>) -> tensor<2x1xi32>
      %243 = stablehlo.dynamic_update_slice %_1, %242, %0, %_0 : (tensor<2x4xi32>, tensor<2x1xi32>, tensor<i32>, tensor<i32>) -> tensor<2x4xi32>
      %244 = stablehlo.broadcast_in_dim %239, dims = [0] : (tensor<2xi32>) -> tensor<2x1xi32>
      %245 = stablehlo.compare EQ, %244, %orders.stop_ids, SIGNED : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x1xi1>
      %246 = stablehlo.constant dense<false> : tensor<i1>
      %247 = stablehlo.reduce(%245 init: %246) applies stablehlo.or across dimensions = [1] : (tensor<2x1xi1>, tensor<i1>) -> tensor<2xi1>
      %248 = stablehlo.constant dense<1> : tensor<2xi32>
      %249 = stablehlo.add %_4, %248 : tensor<2xi32>
      %250 = stablehlo.compare GE, %249, %orders.budget, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %251 = stablehlo.or %247, %250 : tensor<2xi1>
      %252 = stablehlo.compare GE, %239, %237, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %253 = stablehlo.or %251, %252 : tensor<2xi1>
      %254 = stablehlo.or %_3, %253 : tensor<2xi1>
      %255 = stablehlo.select %_3, %_4, %249 : tensor<2xi1>, tensor<2xi32>
      %256 = stablehlo.broadcast_in_dim %13, dims = [0] : (tensor<2xi1>) -> tensor<2x2x28xi1>
      %257 = stablehlo.slice %52 [0:2, 1:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x2x28xf32>
      %258 = stablehlo.select %256, %257, %_5 : tensor<2x2x28xi1>, tensor<2x2x28xf32>
      %259 = stablehlo.slice %148 [0:2, 1:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x2x28xf32>
      %260 = stablehlo.select %256, %259, %_7 : tensor<2x2x28xi1>, tensor<2x2x28xf32>
      stablehlo.return %6, %243, %240, %254, %255, %258, %85, %260, %181 : tensor<i32>, tensor<2x4xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
    }
    func.return %2#1, %2#2, %2#3, %2#4, %2#5, %2#6, %2#7, %2#8 : tensor<2x4xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
  }
}
