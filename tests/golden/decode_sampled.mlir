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
      %36 = stablehlo.dot_general %34, %35, contracting_dims = [1] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x8xf32>, tensor<48x8xf32>) -> tensor<2x48xf32>
      %37 = stablehlo.slice %36 [0:2, 44:48] : (tensor<2x48xf32>) -> tensor<2x4xf32>
      %38 = stablehlo.reshape %37 : (tensor<2x4xf32>) -> tensor<2x2x2xf32>
      %39 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.dt_bias, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2xf32>
      %40 = stablehlo.add %38, %39 : tensor<2x2x2xf32>
      %41 = stablehlo.constant dense<0.0> : tensor<2x2x2xf32>
      %42 = stablehlo.maximum %40, %41 : tensor<2x2x2xf32>
      %43 = stablehlo.abs %40 : tensor<2x2x2xf32>
      %44 = stablehlo.negate %43 : tensor<2x2x2xf32>
      %45 = stablehlo.exponential %44 : tensor<2x2x2xf32>
      %46 = stablehlo.log_plus_one %45 : tensor<2x2x2xf32>
      %47 = stablehlo.add %42, %46 : tensor<2x2x2xf32>
      %48 = stablehlo.constant dense<0.001> : tensor<2x2x2xf32>
      %49 = stablehlo.maximum %47, %48 : tensor<2x2x2xf32>
      %50 = stablehlo.constant dense<100.0> : tensor<2x2x2xf32>
      %51 = stablehlo.minimum %49, %50 : tensor<2x2x2xf32>
      %52 = stablehlo.select %22, %51, %41 : tensor<2x2x2xi1>, tensor<2x2x2xf32>
      %53 = stablehlo.multiply %20, %52 : tensor<2x2x2xf32>
      %54 = stablehlo.exponential %53 : tensor<2x2x2xf32>
      %55 = stablehlo.broadcast_in_dim %54, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4x3xf32>
      %56 = stablehlo.multiply %55, %_7 : tensor<2x2x2x4x3xf32>
      %57 = stablehlo.slice %36 [0:2, 16:44] : (tensor<2x48xf32>) -> tensor<2x28xf32>
      %58 = stablehlo.reshape %57 : (tensor<2x28xf32>) -> tensor<2x1x28xf32>
      %59 = stablehlo.concatenate %_6, %58, dim = 1 : (tensor<2x2x28xf32>, tensor<2x1x28xf32>) -> tensor<2x3x28xf32>
      %60 = stablehlo.slice %59 [0:2, 0:1, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %61 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %62 = stablehlo.reshape %61 : (tensor<28x1xf32>) -> tensor<28xf32>
      %63 = stablehlo.broadcast_in_dim %62, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %64 = stablehlo.multiply %60, %63 : tensor<2x1x28xf32>
      %65 = stablehlo.slice %59 [0:2, 1:2, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %66 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %67 = stablehlo.reshape %66 : (tensor<28x1xf32>) -> tensor<28xf32>
      %68 = stablehlo.broadcast_in_dim %67, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %69 = stablehlo.multiply %65, %68 : tensor<2x1x28xf32>
      %70 = stablehlo.add %64, %69 : tensor<2x1x28xf32>
      %71 = stablehlo.slice %59 [0:2, 2:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %72 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %73 = stablehlo.reshape %72 : (tensor<28x1xf32>) -> tensor<28xf32>
      %74 = stablehlo.broadcast_in_dim %73, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %75 = stablehlo.multiply %71, %74 : tensor<2x1x28xf32>
      %76 = stablehlo.add %70, %75 : tensor<2x1x28xf32>
      %77 = stablehlo.reshape %76 : (tensor<2x1x28xf32>) -> tensor<2x28xf32>
      %78 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.conv_bias, dims = [1] : (tensor<28xf32>) -> tensor<2x28xf32>
      %79 = stablehlo.add %77, %78 : tensor<2x28xf32>
      %80 = stablehlo.logistic %79 : tensor<2x28xf32>
      %81 = stablehlo.multiply %79, %80 : tensor<2x28xf32>
      %82 = stablehlo.slice %81 [0:2, 0:16] : (tensor<2x28xf32>) -> tensor<2x16xf32>
      %83 = stablehlo.reshape %82 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
      %84 = stablehlo.broadcast_in_dim %52, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4xf32>
      %85 = stablehlo.multiply %83, %84 : tensor<2x2x2x4xf32>
      %86 = stablehlo.broadcast_in_dim %85, dims = [0, 1, 2, 3] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x3xf32>
      %87 = stablehlo.slice %81 [0:2, 16:22] : (tensor<2x28xf32>) -> tensor<2x6xf32>
      %88 = stablehlo.reshape %87 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
      %89 = stablehlo.broadcast_in_dim %88, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
      %90 = stablehlo.multiply %86, %89 : tensor<2x2x2x4x3xf32>
      %91 = stablehlo.add %56, %90 : tensor<2x2x2x4x3xf32>
      %92 = stablehlo.slice %81 [0:2, 22:28] : (tensor<2x28xf32>) -> tensor<2x6xf32>
      %93 = stablehlo.reshape %92 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
      %94 = stablehlo.broadcast_in_dim %93, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
      %95 = stablehlo.multiply %91, %94 : tensor<2x2x2x4x3xf32>
      %96 = stablehlo.reduce(%95 init: %24) applies stablehlo.add across dimensions = [4] : (tensor<2x2x2x4x3xf32>, tensor<f32>) -> tensor<2x2x2x4xf32>
      %97 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.D, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
      %98 = stablehlo.multiply %97, %83 : tensor<2x2x2x4xf32>
      %99 = stablehlo.add %96, %98 : tensor<2x2x2x4xf32>
      %100 = stablehlo.slice %36 [0:2, 0:16] : (tensor<2x48xf32>) -> tensor<2x16xf32>
      %101 = stablehlo.reshape %100 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
      %102 = stablehlo.logistic %101 : tensor<2x2x2x4xf32>
      %103 = stablehlo.multiply %101, %102 : tensor<2x2x2x4xf32>
      %104 = stablehlo.multiply %99, %103 : tensor<2x2x2x4xf32>
      %105 = stablehlo.multiply %104, %104 : tensor<2x2x2x4xf32>
      %106 = stablehlo.reduce(%105 init: %24) applies stablehlo.add across dimensions = [2, 3] : (tensor<2x2x2x4xf32>, tensor<f32>) -> tensor<2x2xf32>
      %107 = stablehlo.constant dense<0.125> : tensor<2x2xf32>
      %108 = stablehlo.multiply %106, %107 : tensor<2x2xf32>
      %109 = stablehlo.constant dense<1.0e-05> : tensor<2x2xf32>
      %110 = stablehlo.add %108, %109 : tensor<2x2xf32>
      %111 = stablehlo.rsqrt %110 : tensor<2x2xf32>
      %112 = stablehlo.broadcast_in_dim %111, dims = [0, 1] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
      %113 = stablehlo.multiply %104, %112 : tensor<2x2x2x4xf32>
      %114 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.norm, dims = [1, 2, 3] : (tensor<2x2x4xf32>) -> tensor<2x2x2x4xf32>
      %115 = stablehlo.multiply %113, %114 : tensor<2x2x2x4xf32>
      %116 = stablehlo.reshape %115 : (tensor<2x2x2x4xf32>) -> tensor<2x16xf32>
      %117 = stablehlo.convert %weights.layers.0.mixer.out_proj : (tensor<8x16xbf16>) -> tensor<8x16xf32>
      %118 = stablehlo.dot_general %116, %117, contracting_dims = [1] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x16xf32>, tensor<8x16xf32>) -> tensor<2x8xf32>
      %119 = stablehlo.add %17, %118 : tensor<2x8xf32>
      %120 = stablehlo.exponential %weights.layers.1.mixer.A_log : tensor<2x2xf32>
      %121 = stablehlo.negate %120 : tensor<2x2xf32>
      %122 = stablehlo.broadcast_in_dim %121, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2xf32>
      %123 = stablehlo.multiply %119, %119 : tensor<2x8xf32>
      %124 = stablehlo.reduce(%123 init: %24) applies stablehlo.add across dimensions = [1] : (tensor<2x8xf32>, tensor<f32>) -> tensor<2xf32>
      %125 = stablehlo.multiply %124, %26 : tensor<2xf32>
      %126 = stablehlo.add %125, %28 : tensor<2xf32>
      %127 = stablehlo.rsqrt %126 : tensor<2xf32>
      %128 = stablehlo.broadcast_in_dim %127, dims = [0] : (tensor<2xf32>) -> tensor<2x8xf32>
      %129 = stablehlo.multiply %119, %128 : tensor<2x8xf32>
      %130 = stablehlo.broadcast_in_dim %weights.layers.1.norm, dims = [1] : (tensor<8xf32>) -> tensor<2x8xf32>
      %131 = stablehlo.multiply %129, %130 : tensor<2x8xf32>
      %132 = stablehlo.convert %weights.layers.1.mixer.in_proj : (tensor<48x8xbf16>) -> tensor<48x8xf32>
      %133 = stablehlo.dot_general %131, %132, contracting_dims = [1] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x8xf32>, tensor<48x8xf32>) -> tensor<2x48xf32>
      %134 = stablehlo.slice %133 [0:2, 44:48] : (tensor<2x48xf32>) -> tensor<2x4xf32>
      %135 = stablehlo.reshape %134 : (tensor<2x4xf32>) -> tensor<2x2x2xf32>
      %136 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.dt_bias, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2xf32>
      %137 = stablehlo.add %135, %136 : tensor<2x2x2xf32>
      %138 = stablehlo.maximum %137, %41 : tensor<2x2x2xf32>
      %139 = stablehlo.abs %137 : tensor<2x2x2xf32>
      %140 = stablehlo.negate %139 : tensor<2x2x2xf32>
      %141 = stablehlo.exponential %140 : tensor<2x2x2xf32>
      %142 = stablehlo.log_plus_one %141 : tensor<2x2x2xf32>
      %143 = stablehlo.add %138, %142 : tensor<2x2x2xf32>
      %144 = stablehlo.maximum %143, %48 : tensor<2x2x2xf32>
      %145 = stablehlo.minimum %144, %50 : tensor<2x2x2xf32>
      %146 = stablehlo.select %22, %145, %41 : tensor<2x2x2xi1>, tensor<2x2x2xf32>
      %147 = stablehlo.multiply %122, %146 : tensor<2x2x2xf32>
      %148 = stablehlo.exponential %147 : tensor<2x2x2xf32>
      %149 = stablehlo.broadcast_in_dim %148, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4x3xf32>
      %150 = stablehlo.multiply %149, %_9 : tensor<2x2x2x4x3xf32>
      %151 = stablehlo.slice %133 [0:2, 16:44] : (tensor<2x48xf32>) -> tensor<2x28xf32>
      %152 = stablehlo.reshape %151 : (tensor<2x28xf32>) -> tensor<2x1x28xf32>
      %153 = stablehlo.concatenate %_8, %152, dim = 1 : (tensor<2x2x28xf32>, tensor<2x1x28xf32>) -> tensor<2x3x28xf32>
      %154 = stablehlo.slice %153 [0:2, 0:1, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %155 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %156 = stablehlo.reshape %155 : (tensor<28x1xf32>) -> tensor<28xf32>
      %157 = stablehlo.broadcast_in_dim %156, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %158 = stablehlo.multiply %154, %157 : tensor<2x1x28xf32>
      %159 = stablehlo.slice %153 [0:2, 1:2, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %160 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %161 = stablehlo.reshape %160 : (tensor<28x1xf32>) -> tensor<28xf32>
      %162 = stablehlo.broadcast_in_dim %161, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %163 = stablehlo.multiply %159, %162 : tensor<2x1x28xf32>
      %164 = stablehlo.add %158, %163 : tensor<2x1x28xf32>
      %165 = stablehlo.slice %153 [0:2, 2:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %166 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %167 = stablehlo.reshape %166 : (tensor<28x1xf32>) -> tensor<28xf32>
      %168 = stablehlo.broadcast_in_dim %167, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %169 = stablehlo.multiply %165, %168 : tensor<2x1x28xf32>
      %170 = stablehlo.add %164, %169 : tensor<2x1x28xf32>
      %171 = stablehlo.reshape %170 : (tensor<2x1x28xf32>) -> tensor<2x28xf32>
      %172 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.conv_bias, dims = [1] : (tensor<28xf32>) -> tensor<2x28xf32>
      %173 = stablehlo.add %171, %172 : tensor<2x28xf32>
      %174 = stablehlo.logistic %173 : tensor<2x28xf32>
      %175 = stablehlo.multiply %173, %174 : tensor<2x28xf32>
      %176 = stablehlo.slice %175 [0:2, 0:16] : (tensor<2x28xf32>) -> tensor<2x16xf32>
      %177 = stablehlo.reshape %176 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
      %178 = stablehlo.broadcast_in_dim %146, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4xf32>
      %179 = stablehlo.multiply %177, %178 : tensor<2x2x2x4xf32>
      %180 = stablehlo.broadcast_in_dim %179, dims = [0, 1, 2, 3] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x3xf32>
      %181 = stablehlo.slice %175 [0:2, 16:22] : (tensor<2x28xf32>) -> tensor<2x6xf32>
      %182 = stablehlo.reshape %181 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
      %183 = stablehlo.broadcast_in_dim %182, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
      %184 = stablehlo.multiply %180, %183 : tensor<2x2x2x4x3xf32>
      %185 = stablehlo.add %150, %184 : tensor<2x2x2x4x3xf32>
      %186 = stablehlo.slice %175 [0:2, 22:28] : (tensor<2x28xf32>) -> tensor<2x6xf32>
      %187 = stablehlo.reshape %186 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
      %188 = stablehlo.broadcast_in_dim %187, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
      %189 = stablehlo.multiply %185, %188 : tensor<2x2x2x4x3xf32>
      %190 = stablehlo.reduce(%189 init: %24) applies stablehlo.add across dimensions = [4] : (tensor<2x2x2x4x3xf32>, tensor<f32>) -> tensor<2x2x2x4xf32>
      %191 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.D, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
      %192 = stablehlo.multiply %191, %177 : tensor<2x2x2x4xf32>
      %193 = stablehlo.add %190, %192 : tensor<2x2x2x4xf32>
      %194 = stablehlo.slice %133 [0:2, 0:16] : (tensor<2x48xf32>) -> tensor<2x16xf32>
      %195 = stablehlo.reshape %194 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
      %196 = stablehlo.logistic %195 : tensor<2x2x2x4xf32>
      %197 = stablehlo.multiply %195, %196 : tensor<2x2x2x4xf32>
      %198 = stablehlo.multiply %193, %197 : tensor<2x2x2x4xf32>
      %199 = stablehlo.multiply %198, %198 : tensor<2x2x2x4xf32>
      %200 = stablehlo.reduce(%199 init: %24) applies stablehlo.add across dimensions = [2, 3] : (tensor<2x2x2x4xf32>, tensor<f32>) -> tensor<2x2xf32>
      %201 = stablehlo.multiply %200, %107 : tensor<2x2xf32>
      %202 = stablehlo.add %201, %109 : tensor<2x2xf32>
      %203 = stablehlo.rsqrt %202 : tensor<2x2xf32>
      %204 = stablehlo.broadcast_in_dim %203, dims = [0, 1] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
      %205 = stablehlo.multiply %198, %204 : tensor<2x2x2x4xf32>
      %206 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.norm, dims = [1, 2, 3] : (tensor<2x2x4xf32>) -> tensor<2x2x2x4xf32>
      %207 = stablehlo.multiply %205, %206 : tensor<2x2x2x4xf32>
      %208 = stablehlo.reshape %207 : (tensor<2x2x2x4xf32>) -> tensor<2x16xf32>
      %209 = stablehlo.convert %weights.layers.1.mixer.out_proj : (tensor<8x16xbf16>) -> tensor<8x16xf32>
      %210 = stablehlo.dot_general %208, %209, contracting_dims = [1] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x16xf32>, tensor<8x16xf32>) -> tensor<2x8xf32>
      %211 = stablehlo.add %119, %210 : tensor<2x8xf32>
      %212 = stablehlo.multiply %211, %211 : tensor<2x8xf32>
      %213 = stablehlo.reduce(%212 init: %24) applies stablehlo.add across dimensions = [1] : (tensor<2x8xf32>, tensor<f32>) -> tensor<2xf32>
      %214 = stablehlo.multiply %213, %26 : tensor<2xf32>
      %215 = stablehlo.add %214, %28 : tensor<2xf32>
      %216 = stablehlo.rsqrt %215 : tensor<2xf32>
      %217 = stablehlo.broadcast_in_dim %216, dims = [0] : (tensor<2xf32>) -> tensor<2x8xf32>
      %218 = stablehlo.multiply %211, %217 : tensor<2x8xf32>
      %219 = stablehlo.broadcast_in_dim %weights.norm_f, dims = [1] : (tensor<8xf32>) -> tensor<2x8xf32>
      %220 = stablehlo.multiply %218, %219 : tensor<2x8xf32>
      %221 = stablehlo.convert %weights.embedding : (tensor<11x8xbf16>) -> tensor<11x8xf32>
      %222 = stablehlo.dot_general %220, %221, contracting_dims = [1] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x8xf32>, tensor<11x8xf32>) -> tensor<2x11xf32>
      %223 = stablehlo.constant dense<0.0> : tensor<2x11xf32>
      %224 = stablehlo.compare GT, %222, %223, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
      %225 = stablehlo.broadcast_in_dim %orders.sampling.repetition_penalty, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
      %226 = stablehlo.divide %222, %225 : tensor<2x11xf32>
      %227 = stablehlo.multiply %222, %225 : tensor<2x11xf32>
      %228 = stablehlo.select %224, %226, %227 : tensor<2x11xi1>, tensor<2x11xf32>
      %229 = stablehlo.select %_5, %228, %222 : tensor<2x11xi1>, tensor<2x11xf32>
      %230 = stablehlo.constant dense<0xFF800000> : tensor<f32>
      %231 = stablehlo.reduce(%229 init: %230) applies stablehlo.maximum across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
      %232 = stablehlo.abs %231 : tensor<2xf32>
      %233 = stablehlo.constant dense<0x7F800000> : tensor<2xf32>
      %234 = stablehlo.compare LT, %232, %233, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
      %235 = stablehlo.compare NE, %229, %229, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
      %236 = stablehlo.constant dense<-1> : tensor<2x11xi32>
      %237 = stablehlo.broadcast_in_dim %231, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
      %238 = stablehlo.compare EQ, %229, %237, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
      %239 = stablehlo.iota dim = 0 : tensor<11xi32>
      %240 = stablehlo.broadcast_in_dim %239, dims = [1] : (tensor<11xi32>) -> tensor<2x11xi32>
      %241 = stablehlo.constant dense<11> : tensor<2x11xi32>
      %242 = stablehlo.select %238, %240, %241 : tensor<2x11xi1>, tensor<2x11xi32>
      %243 = stablehlo.select %235, %236, %242 : tensor<2x11xi1>, tensor<2x11xi32>
      %244 = stablehlo.constant dense<2147483647> : tensor<i32>
      %245 = stablehlo.reduce(%243 init: %244) applies stablehlo.minimum across dimensions = [1] : (tensor<2x11xi32>, tensor<i32>) -> tensor<2xi32>
      %246 = stablehlo.constant dense<0> : tensor<2xi32>
      %247 = stablehlo.compare LT, %245, %246, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %248 = stablehlo.constant dense<11> : tensor<2xi32>
      %249 = stablehlo.select %247, %248, %245 : tensor<2xi1>, tensor<2xi32>
      %250 = stablehlo.select %234, %249, %248 : tensor<2xi1>, tensor<2xi32>
      %251 = stablehlo.compare GE, %250, %248, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %252 = stablehlo.or %15, %251 : tensor<2xi1>
      %253 = stablehlo.constant dense<8> : tensor<i32>
      %254 = stablehlo.subtract %229, %237 : tensor<2x11xf32>
      %255 = stablehlo.constant dense<1.0> : tensor<2xf32>
      %256 = stablehlo.select %15, %255, %orders.sampling.temperature : tensor<2xi1>, tensor<2xf32>
      %257 = stablehlo.broadcast_in_dim %256, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
      %258 = stablehlo.divide %254, %257 : tensor<2x11xf32>
      %259 = stablehlo.bitcast_convert %258 : (tensor<2x11xf32>) -> tensor<2x11xui32>
      %260 = stablehlo.constant dense<2147483648> : tensor<2x11xui32>
      %261 = stablehlo.compare GE, %259, %260, UNSIGNED : (tensor<2x11xui32>, tensor<2x11xui32>) -> tensor<2x11xi1>
      %262 = stablehlo.constant dense<4294967295> : tensor<ui32>
      %263 = stablehlo.broadcast_in_dim %262, dims = [] : (tensor<ui32>) -> tensor<2x11xui32>
      %264 = stablehlo.constant dense<2147483648> : tensor<ui32>
      %265 = stablehlo.broadcast_in_dim %264, dims = [] : (tensor<ui32>) -> tensor<2x11xui32>
      %266 = stablehlo.select %261, %263, %265 : tensor<2x11xi1>, tensor<2x11xui32>
      %267 = stablehlo.xor %259, %266 : tensor<2x11xui32>
      %268 = stablehlo.constant dense<0> : tensor<2xui32>
      %269 = stablehlo.compare GT, %orders.sampling.top_k, %246, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %270 = stablehlo.select %269, %orders.sampling.top_k, %248 : tensor<2xi1>, tensor<2xi32>
      %271:2 = stablehlo.while(%_10 = %264, %_11 = %268) : tensor<ui32>, tensor<2xui32>
      cond {
        %272 = stablehlo.constant dense<0> : tensor<ui32>
        %273 = stablehlo.compare NE, %_10, %272, UNSIGNED : (tensor<ui32>, tensor<ui32>) -> tensor<i1>
        stablehlo.return %273 : tensor<i1>
      } do {
        %274 = stablehlo.constant dense<1> : tensor<ui32>
        %275 = stablehlo.shift_right_logical %_10, %274 : tensor<ui32>
        %276 = stablehlo.broadcast_in_dim %_10, dims = [] : (tensor<ui32>) -> tensor<2xui32>
        %277 = stablehlo.or %_11, %276 : tensor<2xui32>
        %278 = stablehlo.broadcast_in_dim %277, dims = [0] : (tensor<2xui32>) -> tensor<2x11xui32>
        %279 = stablehlo.compare GE, %267, %278, UNSIGNED : (tensor<2x11xui32>, tensor<2x11xui32>) -> tensor<2x11xi1>
        %280 = stablehlo.convert %279 : (tensor<2x11xi1>) -> tensor<2x11xi32>
        %281 = stablehlo.reduce(%280 init: %0) applies stablehlo.add across dimensions = [1] : (tensor<2x11xi32>, tensor<i32>) -> tensor<2xi32>
        %282 = stablehlo.minimum %270, %248 : tensor<2xi32>
        %283 = stablehlo.compare GE, %281, %282, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
        %284 = stablehlo.select %283, %277, %_11 : tensor<2xi1>, tensor<2xui32>
        stablehlo.return %275, %284 : tensor<ui32>, tensor<2xui32>
      }
      %285 = stablehlo.broadcast_in_dim %271#1, dims = [0] : (tensor<2xui32>) -> tensor<2x11xui32>
      %286 = stablehlo.compare GE, %267, %285, UNSIGNED : (tensor<2x11xui32>, tensor<2x11xui32>) -> tensor<2x11xi1>
      %287 = stablehlo.compare GE, %orders.sampling.top_p, %255, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
      %288 = stablehlo.broadcast_in_dim %287, dims = [0] : (tensor<2xi1>) -> tensor<2x11xi1>
      %289 = stablehlo.reduce(%258 init: %230) applies stablehlo.maximum across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
      %290 = stablehlo.broadcast_in_dim %289, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
      %291 = stablehlo.subtract %258, %290 : tensor<2x11xf32>
      %292 = stablehlo.exponential %291 : tensor<2x11xf32>
      %293 = stablehlo.select %286, %292, %223 : tensor<2x11xi1>, tensor<2x11xf32>
      %294 = stablehlo.reduce(%293 init: %24) applies stablehlo.add across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
      %295 = stablehlo.multiply %orders.sampling.top_p, %294 : tensor<2xf32>
      %296:2 = stablehlo.while(%_12 = %264, %_13 = %268) : tensor<ui32>, tensor<2xui32>
      cond {
        %297 = stablehlo.constant dense<0> : tensor<ui32>
        %298 = stablehlo.compare NE, %_12, %297, UNSIGNED : (tensor<ui32>, tensor<ui32>) -> tensor<i1>
        stablehlo.return %298 : tensor<i1>
      } do {
        %299 = stablehlo.constant dense<1> : tensor<ui32>
        %300 = stablehlo.shift_right_logical %_12, %299 : tensor<ui32>
        %301 = stablehlo.broadcast_in_dim %_12, dims = [] : (tensor<ui32>) -> tensor<2xui32>
        %302 = stablehlo.or %_13, %301 : tensor<2xui32>
        %303 = stablehlo.broadcast_in_dim %302, dims = [0] : (tensor<2xui32>) -> tensor<2x11xui32>
        %304 = stablehlo.compare GE, %267, %303, UNSIGNED : (tensor<2x11xui32>, tensor<2x11xui32>) -> tensor<2x11xi1>
        %305 = stablehlo.select %304, %293, %223 : tensor<2x11xi1>, tensor<2x11xf32>
        %306 = stablehlo.reduce(%305 init: %24) applies stablehlo.add across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
        %307 = stablehlo.compare GE, %306, %295, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
        %308 = stablehlo.select %307, %302, %_13 : tensor<2xi1>, tensor<2xui32>
        stablehlo.return %300, %308 : tensor<ui32>, tensor<2xui32>
      }
      %309 = stablehlo.broadcast_in_dim %296#1, dims = [0] : (tensor<2xui32>) -> tensor<2x11xui32>
      %310 = stablehlo.compare GE, %267, %309, UNSIGNED : (tensor<2x11xui32>, tensor<2x11xui32>) -> tensor<2x11xi1>
      %311 = stablehlo.or %288, %310 : tensor<2x11xi1>
      %312 = stablehlo.and %286, %311 : tensor<2x11xi1>
      %313 = stablehlo.log %orders.sampling.min_p : tensor<2xf32>
      %314 = stablehlo.add %289, %313 : tensor<2xf32>
      %315 = stablehlo.broadcast_in_dim %314, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
      %316 = stablehlo.compare GE, %258, %315, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
      %317 = stablehlo.and %312, %316 : tensor<2x11xi1>
      %318 = stablehlo.constant dense<0xFF800000> : tensor<2x11xf32>
      %319 = stablehlo.select %317, %258, %318 : tensor<2x11xi1>, tensor<2x11xf32>
      %320 = stablehlo.reduce(%319 init: %230) applies stablehlo.maximum across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
      %321 = stablehlo.broadcast_in_dim %320, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
      %322 = stablehlo.subtract %319, %321 : tensor<2x11xf32>
      %323 = stablehlo.exponential %322 : tensor<2x11xf32>
      %324 = stablehlo.convert %_4 : (tensor<2xi32>) -> tensor<2xui32>
      %325 = stablehlo.reshape %324 : (tensor<2xui32>) -> tensor<2x1xui32>
      %326 = stablehlo.constant dense<0> : tensor<2x1xui32>
      %327 = stablehlo.concatenate %325, %326, dim = 1 : (tensor<2x1xui32>, tensor<2x1xui32>) -> tensor<2x2xui32>
      %328 = stablehlo.slice %327 [0:2, 0:1] : (tensor<2x2xui32>) -> tensor<2x1xui32>
      %329 = stablehlo.reshape %328 : (tensor<2x1xui32>) -> tensor<2xui32>
      %330 = stablehlo.slice %orders.sampling.seed [0:2, 0:1] : (tensor<2x2xui32>) -> tensor<2x1xui32>
      %331 = stablehlo.reshape %330 : (tensor<2x1xui32>) -> tensor<2xui32>
      %332 = stablehlo.add %329, %331 : tensor<2xui32>
      %333 = stablehlo.slice %327 [0:2, 1:2] : (tensor<2x2xui32>) -> tensor<2x1xui32>
      %334 = stablehlo.reshape %333 : (tensor<2x1xui32>) -> tensor<2xui32>
      %335 = stablehlo.slice %orders.sampling.seed [0:2, 1:2] : (tensor<2x2xui32>) -> tensor<2x1xui32>
      %336 = stablehlo.reshape %335 : (tensor<2x1xui32>) -> tensor<2xui32>
      %337 = stablehlo.add %334, %336 : tensor<2xui32>
      %338 = stablehlo.add %332, %337 : tensor<2xui32>
      %339 = stablehlo.constant dense<13> : tensor<2xui32>
      %340 = stablehlo.shift_left %337, %339 : tensor<2xui32>
      %341 = stablehlo.constant dense<19> : tensor<2xui32>
      %342 = stablehlo.shift_right_logical %337, %341 : tensor<2xui32>
      %343 = stablehlo.or %340, %342 : tensor<2xui32>
      %344 = stablehlo.xor %343, %338 : tensor<2xui32>
      %345 = stablehlo.add %338, %344 : tensor<2xui32>
      %346 = stablehlo.constant dense<15> : tensor<2xui32>
      %347 = stablehlo.shift_left %344, %346 : tensor<2xui32>
      %348 = stablehlo.constant dense<17> : tensor<2xui32>
      %349 = stablehlo.shift_right_logical %344, %348 : tensor<2xui32>
      %350 = stablehlo.or %347, %349 : tensor<2xui32>
      %351 = stablehlo.xor %350, %345 : tensor<2xui32>
      %352 = stablehlo.add %345, %351 : tensor<2xui32>
      %353 = stablehlo.constant dense<26> : tensor<2xui32>
      %354 = stablehlo.shift_left %351, %353 : tensor<2xui32>
      %355 = stablehlo.constant dense<6> : tensor<2xui32>
      %356 = stablehlo.shift_right_logical %351, %355 : tensor<2xui32>
      %357 = stablehlo.or %354, %356 : tensor<2xui32>
      %358 = stablehlo.xor %357, %352 : tensor<2xui32>
      %359 = stablehlo.add %352, %358 : tensor<2xui32>
      %360 = stablehlo.add %359, %336 : tensor<2xui32>
      %361 = stablehlo.shift_left %358, %355 : tensor<2xui32>
      %362 = stablehlo.shift_right_logical %358, %353 : tensor<2xui32>
      %363 = stablehlo.or %361, %362 : tensor<2xui32>
      %364 = stablehlo.xor %363, %359 : tensor<2xui32>
      %365 = stablehlo.xor %331, %336 : tensor<2xui32>
      %366 = stablehlo.constant dense<466688986> : tensor<2xui32>
      %367 = stablehlo.xor %365, %366 : tensor<2xui32>
      %368 = stablehlo.add %364, %367 : tensor<2xui32>
      %369 = stablehlo.constant dense<1> : tensor<2xui32>
      %370 = stablehlo.add %368, %369 : tensor<2xui32>
      %371 = stablehlo.add %360, %370 : tensor<2xui32>
      %372 = stablehlo.shift_left %370, %348 : tensor<2xui32>
      %373 = stablehlo.shift_right_logical %370, %346 : tensor<2xui32>
      %374 = stablehlo.or %372, %373 : tensor<2xui32>
      %375 = stablehlo.xor %374, %371 : tensor<2xui32>
      %376 = stablehlo.add %371, %375 : tensor<2xui32>
      %377 = stablehlo.constant dense<29> : tensor<2xui32>
      %378 = stablehlo.shift_left %375, %377 : tensor<2xui32>
      %379 = stablehlo.constant dense<3> : tensor<2xui32>
      %380 = stablehlo.shift_right_logical %375, %379 : tensor<2xui32>
      %381 = stablehlo.or %378, %380 : tensor<2xui32>
      %382 = stablehlo.xor %381, %376 : tensor<2xui32>
      %383 = stablehlo.add %376, %382 : tensor<2xui32>
      %384 = stablehlo.constant dense<16> : tensor<2xui32>
      %385 = stablehlo.shift_left %382, %384 : tensor<2xui32>
      %386 = stablehlo.shift_right_logical %382, %384 : tensor<2xui32>
      %387 = stablehlo.or %385, %386 : tensor<2xui32>
      %388 = stablehlo.xor %387, %383 : tensor<2xui32>
      %389 = stablehlo.add %383, %388 : tensor<2xui32>
      %390 = stablehlo.add %389, %367 : tensor<2xui32>
      %391 = stablehlo.constant dense<24> : tensor<2xui32>
      %392 = stablehlo.shift_left %388, %391 : tensor<2xui32>
      %393 = stablehlo.constant dense<8> : tensor<2xui32>
      %394 = stablehlo.shift_right_logical %388, %393 : tensor<2xui32>
      %395 = stablehlo.or %392, %394 : tensor<2xui32>
      %396 = stablehlo.xor %395, %389 : tensor<2xui32>
      %397 = stablehlo.add %396, %331 : tensor<2xui32>
      %398 = stablehlo.constant dense<2> : tensor<2xui32>
      %399 = stablehlo.add %397, %398 : tensor<2xui32>
      %400 = stablehlo.add %390, %399 : tensor<2xui32>
      %401 = stablehlo.shift_left %399, %339 : tensor<2xui32>
      %402 = stablehlo.shift_right_logical %399, %341 : tensor<2xui32>
      %403 = stablehlo.or %401, %402 : tensor<2xui32>
      %404 = stablehlo.xor %403, %400 : tensor<2xui32>
      %405 = stablehlo.add %400, %404 : tensor<2xui32>
      %406 = stablehlo.shift_left %404, %346 : tensor<2xui32>
      %407 = stablehlo.shift_right_logical %404, %348 : tensor<2xui32>
      %408 = stablehlo.or %406, %407 : tensor<2xui32>
      %409 = stablehlo.xor %408, %405 : tensor<2xui32>
      %410 = stablehlo.add %405, %409 : tensor<2xui32>
      %411 = stablehlo.shift_left %409, %353 : tensor<2xui32>
      %412 = stablehlo.shift_right_logical %409, %355 : tensor<2xui32>
      %413 = stablehlo.or %411, %412 : tensor<2xui32>
      %414 = stablehlo.xor %413, %410 : tensor<2xui32>
      %415 = stablehlo.add %410, %414 : tensor<2xui32>
      %416 = stablehlo.add %415, %331 : tensor<2xui32>
      %417 = stablehlo.shift_left %414, %355 : tensor<2xui32>
      %418 = stablehlo.shift_right_logical %414, %353 : tensor<2xui32>
      %419 = stablehlo.or %417, %418 : tensor<2xui32>
      %420 = stablehlo.xor %419, %415 : tensor<2xui32>
      %421 = stablehlo.add %420, %336 : tensor<2xui32>
      %422 = stablehlo.add %421, %379 : tensor<2xui32>
      %423 = stablehlo.add %416, %422 : tensor<2xui32>
      %424 = stablehlo.shift_left %422, %348 : tensor<2xui32>
      %425 = stablehlo.shift_right_logical %422, %346 : tensor<2xui32>
      %426 = stablehlo.or %424, %425 : tensor<2xui32>
      %427 = stablehlo.xor %426, %423 : tensor<2xui32>
      %428 = stablehlo.add %423, %427 : tensor<2xui32>
      %429 = stablehlo.shift_left %427, %377 : tensor<2xui32>
      %430 = stablehlo.shift_right_logical %427, %379 : tensor<2xui32>
      %431 = stablehlo.or %429, %430 : tensor<2xui32>
      %432 = stablehlo.xor %431, %428 : tensor<2xui32>
      %433 = stablehlo.add %428, %432 : tensor<2xui32>
      %434 = stablehlo.shift_left %432, %384 : tensor<2xui32>
      %435 = stablehlo.shift_right_logical %432, %384 : tensor<2xui32>
      %436 = stablehlo.or %434, %435 : tensor<2xui32>
      %437 = stablehlo.xor %436, %433 : tensor<2xui32>
      %438 = stablehlo.add %433, %437 : tensor<2xui32>
      %439 = stablehlo.add %438, %336 : tensor<2xui32>
      %440 = stablehlo.shift_left %437, %391 : tensor<2xui32>
      %441 = stablehlo.shift_right_logical %437, %393 : tensor<2xui32>
      %442 = stablehlo.or %440, %441 : tensor<2xui32>
      %443 = stablehlo.xor %442, %438 : tensor<2xui32>
      %444 = stablehlo.add %443, %367 : tensor<2xui32>
      %445 = stablehlo.constant dense<4> : tensor<2xui32>
      %446 = stablehlo.add %444, %445 : tensor<2xui32>
      %447 = stablehlo.add %439, %446 : tensor<2xui32>
      %448 = stablehlo.shift_left %446, %339 : tensor<2xui32>
      %449 = stablehlo.shift_right_logical %446, %341 : tensor<2xui32>
      %450 = stablehlo.or %448, %449 : tensor<2xui32>
      %451 = stablehlo.xor %450, %447 : tensor<2xui32>
      %452 = stablehlo.add %447, %451 : tensor<2xui32>
      %453 = stablehlo.shift_left %451, %346 : tensor<2xui32>
      %454 = stablehlo.shift_right_logical %451, %348 : tensor<2xui32>
      %455 = stablehlo.or %453, %454 : tensor<2xui32>
      %456 = stablehlo.xor %455, %452 : tensor<2xui32>
      %457 = stablehlo.add %452, %456 : tensor<2xui32>
      %458 = stablehlo.shift_left %456, %353 : tensor<2xui32>
      %459 = stablehlo.shift_right_logical %456, %355 : tensor<2xui32>
      %460 = stablehlo.or %458, %459 : tensor<2xui32>
      %461 = stablehlo.xor %460, %457 : tensor<2xui32>
      %462 = stablehlo.add %457, %461 : tensor<2xui32>
      %463 = stablehlo.add %462, %367 : tensor<2xui32>
      %464 = stablehlo.reshape %463 : (tensor<2xui32>) -> tensor<2x1xui32>
      %465 = stablehlo.shift_left %461, %355 : tensor<2xui32>
      %466 = stablehlo.shift_right_logical %461, %353 : tensor<2xui32>
      %467 = stablehlo.or %465, %466 : tensor<2xui32>
      %468 = stablehlo.xor %467, %462 : tensor<2xui32>
      %469 = stablehlo.add %468, %331 : tensor<2xui32>
      %470 = stablehlo.constant dense<5> : tensor<2xui32>
      %471 = stablehlo.add %469, %470 : tensor<2xui32>
      %472 = stablehlo.reshape %471 : (tensor<2xui32>) -> tensor<2x1xui32>
      %473 = stablehlo.concatenate %464, %472, dim = 1 : (tensor<2x1xui32>, tensor<2x1xui32>) -> tensor<2x2xui32>
      %474 = stablehlo.slice %473 [0:2, 0:1] : (tensor<2x2xui32>) -> tensor<2x1xui32>
      %475 = stablehlo.reshape %474 : (tensor<2x1xui32>) -> tensor<2xui32>
      %476 = stablehlo.shift_right_logical %475, %393 : tensor<2xui32>
      %477 = stablehlo.convert %476 : (tensor<2xui32>) -> tensor<2xf32>
      %478 = stablehlo.constant dense<5.9604645e-08> : tensor<2xf32>
      %479 = stablehlo.multiply %477, %478 : tensor<2xf32>
      %480 = stablehlo.reduce(%323 init: %24) applies stablehlo.add across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
      %481 = stablehlo.multiply %479, %480 : tensor<2xf32>
      %482:2 = stablehlo.while(%_14 = %253, %_15 = %246) : tensor<i32>, tensor<2xi32>
      cond {
        %483 = stablehlo.compare GT, %_14, %0, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
        stablehlo.return %483 : tensor<i1>
      } do {
        %484 = stablehlo.constant dense<1> : tensor<i32>
        %485 = stablehlo.shift_right_logical %_14, %484 : tensor<i32>
        %486 = stablehlo.broadcast_in_dim %_14, dims = [] : (tensor<i32>) -> tensor<2xi32>
        %487 = stablehlo.add %_15, %486 : tensor<2xi32>
        %488 = stablehlo.constant dense<1> : tensor<2xi32>
        %489 = stablehlo.subtract %487, %488 : tensor<2xi32>
        %490 = stablehlo.broadcast_in_dim %489, dims = [0] : (tensor<2xi32>) -> tensor<2x11xi32>
        %491 = stablehlo.compare LE, %240, %490, SIGNED : (tensor<2x11xi32>, tensor<2x11xi32>) -> tensor<2x11xi1>
        %492 = stablehlo.select %491, %323, %223 : tensor<2x11xi1>, tensor<2x11xf32>
        %493 = stablehlo.reduce(%492 init: %24) applies stablehlo.add across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
        %494 = stablehlo.compare LE, %493, %481, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
        %495 = stablehlo.compare LT, %487, %248, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
        %496 = stablehlo.and %494, %495 : tensor<2xi1>
        %497 = stablehlo.select %496, %487, %_15 : tensor<2xi1>, tensor<2xi32>
        stablehlo.return %485, %497 : tensor<i32>, tensor<2xi32>
      }
      %498 = stablehlo.select %252, %250, %482#1 : tensor<2xi1>, tensor<2xi32>
      %499 = stablehlo.select %_3, %_2, %498 : tensor<2xi1>, tensor<2xi32>
      %500 = stablehlo.select %_3, %13, %499 : tensor<2xi1>, tensor<2xi32>
      %501 = stablehlo.broadcast_in_dim %500, dims = [0] : (tensor<2xi32>) -> tensor<2x1xi32>
      %502 = stablehlo.dynamic_update_slice %_1, %501, %0, %_0 : (tensor<2x4xi32>, tensor<2x1xi32>, tensor<i32>, tensor<i32>) -> tensor<2x4xi32>
      %503 = stablehlo.broadcast_in_dim %498, dims = [0] : (tensor<2xi32>) -> tensor<2x1xi32>
      %504 = stablehlo.compare EQ, %503, %orders.stop_ids, SIGNED : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x1xi1>
      %505 = stablehlo.constant dense<false> : tensor<i1>
      %506 = stablehlo.reduce(%504 init: %505) applies stablehlo.or across dimensions = [1] : (tensor<2x1xi1>, tensor<i1>) -> tensor<2xi1>
      %507 = stablehlo.constant dense<1> : tensor<2xi32>
      %508 = stablehlo.add %_4, %507 : tensor<2xi32>
      %509 = stablehlo.compare GE, %508, %orders.budget, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %510 = stablehlo.or %506, %509 : tensor<2xi1>
      %511 = stablehlo.compare GE, %498, %248, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %512 = stablehlo.or %510, %511 : tensor<2xi1>
      %513 = stablehlo.or %_3, %512 : tensor<2xi1>
      %514 = stablehlo.select %_3, %_4, %508 : tensor<2xi1>, tensor<2xi32>
      %515 = stablehlo.broadcast_in_dim %499, dims = [0] : (tensor<2xi32>) -> tensor<2x11xi32>
      %516 = stablehlo.compare EQ, %240, %515, SIGNED : (tensor<2x11xi32>, tensor<2x11xi32>) -> tensor<2x11xi1>
      %517 = stablehlo.or %_5, %516 : tensor<2x11xi1>
      %518 = stablehlo.broadcast_in_dim %21, dims = [0] : (tensor<2xi1>) -> tensor<2x2x28xi1>
      %519 = stablehlo.slice %59 [0:2, 1:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x2x28xf32>
      %520 = stablehlo.select %518, %519, %_6 : tensor<2x2x28xi1>, tensor<2x2x28xf32>
      %521 = stablehlo.slice %153 [0:2, 1:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x2x28xf32>
      %522 = stablehlo.select %518, %521, %_8 : tensor<2x2x28xi1>, tensor<2x2x28xf32>
      stablehlo.return %12, %502, %499, %513, %514, %517, %520, %91, %522, %185 : tensor<i32>, tensor<2x4xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x11xi1>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
    }
    func.return %2#1, %2#2, %2#3, %2#4, %2#5, %2#6, %2#7, %2#8, %2#9 : tensor<2x4xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x11xi1>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
  }
}
