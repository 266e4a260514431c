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
      %rows.counts: tensor<2x11xf32> {tf.aliasing_output = 4 : i32},
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
      %orders.stop_ids: tensor<2x1xi32>,
      %limit: tensor<i32>
  ) -> (tensor<2x4xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x11xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x4xf32>, tensor<2x4x5xi32>, tensor<2x4x5xf32>) {
    // result 0: tokens
    // result 1: rows.token
    // result 2: rows.done
    // result 3: rows.number
    // result 4: rows.counts
    // result 5: state.layers.0.conv
    // result 6: state.layers.0.ssm
    // result 7: state.layers.1.conv
    // result 8: state.layers.1.ssm
    // result 9: scores.log_probability
    // result 10: scores.top.ids
    // result 11: scores.top.log_probability
    %0 = stablehlo.constant dense<0> : tensor<i32>
    %1 = stablehlo.constant dense<-1> : tensor<2x4xi32>
    %2 = stablehlo.constant dense<0.0> : tensor<2x4xf32>
    %3 = stablehlo.constant dense<-1> : tensor<2x4x5xi32>
    %4 = stablehlo.constant dense<0.0> : tensor<2x4x5xf32>
    %5:13 = stablehlo.while(%_0 = %0, %_1 = %1, %_2 = %rows.token, %_3 = %rows.done, %_4 = %rows.number, %_5 = %rows.counts, %_6 = %state.layers.0.conv, %_7 = %state.layers.0.ssm, %_8 = %state.layers.1.conv, %_9 = %state.layers.1.ssm, %_10 = %2, %_11 = %3, %_12 = %4) : tensor<i32>, tensor<2x4xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x11xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x4xf32>, tensor<2x4x5xi32>, tensor<2x4x5xf32>
    cond {
      %6 = stablehlo.constant dense<4> : tensor<i32>
      %7 = stablehlo.compare LT, %_0, %6, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      stablehlo.return %7 : tensor<i1>
    } do {
      %8 = stablehlo.constant dense<1> : tensor<i32>
      %9 = stablehlo.add %_0, %8 : tensor<i32>
      %10 = stablehlo.constant dense<-1> : tensor<2xi32>
      %11 = "stablehlo.gather"(%weights.embedding, %_2) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 8>}> : (tensor<11x8xbf16>, tensor<2xi32>) -> tensor<2x8xbf16>
      %12 = stablehlo.convert %11 : (tensor<2x8xbf16>) -> tensor<2x8xf32>
      %13 = stablehlo.exponential %weights.layers.0.mixer.A_log : tensor<2x2xf32>
      %14 = stablehlo.negate %13 : tensor<2x2xf32>
      %15 = stablehlo.broadcast_in_dim %14, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2xf32>
      %16 = stablehlo.not %_3 : tensor<2xi1>
      %17 = stablehlo.broadcast_in_dim %16, dims = [0] : (tensor<2xi1>) -> tensor<2x2x2xi1>
      %18 = stablehlo.multiply %12, %12 : tensor<2x8xf32>
      %19 = stablehlo.constant dense<0.0> : tensor<f32>
      %20 = stablehlo.reduce(%18 init: %19) applies stablehlo.add across dimensions = [1] : (tensor<2x8xf32>, tensor<f32>) -> tensor<2xf32>
      %21 = stablehlo.constant dense<0.125> : tensor<2xf32>
      %22 = stablehlo.multiply %20, %21 : tensor<2xf32>
      %23 = stablehlo.constant dense<1.0e-05> : tensor<2xf32>
      %24 = stablehlo.add %22, %23 : tensor<2xf32>
      %25 = stablehlo.rsqrt %24 : tensor<2xf32>
      %26 = stablehlo.broadcast_in_dim %25, dims = [0] : (tensor<2xf32>) -> tensor<2x8xf32>
      %27 = stablehlo.multiply %12, %26 : tensor<2x8xf32>
      %28 = stablehlo.broadcast_in_dim %weights.layers.0.norm, dims = [1] : (tensor<8xf32>) -> tensor<2x8xf32>
      %29 = stablehlo.multiply %27, %28 : tensor<2x8xf32>
      %30 = stablehlo.convert %29 : (tensor<2x8xf32>) -> tensor<2x8xbf16>
      %31 = stablehlo.dot_general %30, %weights.layers.0.mixer.in_proj, contracting_dims = [1] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x8xbf16>, tensor<48x8xbf16>) -> tensor<2x48xf32>
      %32 = stablehlo.slice %31 [0:2, 44:48] : (tensor<2x48xf32>) -> tensor<2x4xf32>
      %33 = stablehlo.reshape %32 : (tensor<2x4xf32>) -> tensor<2x2x2xf32>
      %34 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.dt_bias, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2xf32>
      %35 = stablehlo.add %33, %34 : tensor<2x2x2xf32>
      %36 = stablehlo.constant dense<0.0> : tensor<2x2x2xf32>
      %37 = stablehlo.maximum %35, %36 : tensor<2x2x2xf32>
      %38 = stablehlo.abs %35 : tensor<2x2x2xf32>
      %39 = stablehlo.negate %38 : tensor<2x2x2xf32>
      %40 = stablehlo.exponential %39 : tensor<2x2x2xf32>
      %41 = stablehlo.log_plus_one %40 : tensor<2x2x2xf32>
      %42 = stablehlo.add %37, %41 : tensor<2x2x2xf32>
      %43 = stablehlo.constant dense<0.001> : tensor<2x2x2xf32>
      %44 = stablehlo.maximum %42, %43 : tensor<2x2x2xf32>
      %45 = stablehlo.constant dense<100.0> : tensor<2x2x2xf32>
      %46 = stablehlo.minimum %44, %45 : tensor<2x2x2xf32>
      %47 = stablehlo.select %17, %46, %36 : tensor<2x2x2xi1>, tensor<2x2x2xf32>
      %48 = stablehlo.optimization_barrier %47 : tensor<2x2x2xf32>
      %49 = stablehlo.multiply %15, %48 : tensor<2x2x2xf32>
      %50 = stablehlo.exponential %49 : tensor<2x2x2xf32>
      %51 = stablehlo.broadcast_in_dim %50, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4x3xf32>
      %52 = stablehlo.multiply %51, %_7 : tensor<2x2x2x4x3xf32>
      %53 = stablehlo.slice %31 [0:2, 16:44] : (tensor<2x48xf32>) -> tensor<2x28xf32>
      %54 = stablehlo.reshape %53 : (tensor<2x28xf32>) -> tensor<2x1x28xf32>
      %55 = stablehlo.concatenate %_6, %54, dim = 1 : (tensor<2x2x28xf32>, tensor<2x1x28xf32>) -> tensor<2x3x28xf32>
      %56 = stablehlo.slice %55 [0:2, 0:1, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %57 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %58 = stablehlo.reshape %57 : (tensor<28x1xf32>) -> tensor<28xf32>
      %59 = stablehlo.broadcast_in_dim %58, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %60 = stablehlo.multiply %56, %59 : tensor<2x1x28xf32>
      %61 = stablehlo.slice %55 [0:2, 1:2, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %62 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %63 = stablehlo.reshape %62 : (tensor<28x1xf32>) -> tensor<28xf32>
      %64 = stablehlo.broadcast_in_dim %63, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %65 = stablehlo.multiply %61, %64 : tensor<2x1x28xf32>
      %66 = stablehlo.add %60, %65 : tensor<2x1x28xf32>
      %67 = stablehlo.slice %55 [0:2, 2:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %68 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %69 = stablehlo.reshape %68 : (tensor<28x1xf32>) -> tensor<28xf32>
      %70 = stablehlo.broadcast_in_dim %69, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %71 = stablehlo.multiply %67, %70 : tensor<2x1x28xf32>
      %72 = stablehlo.add %66, %71 : tensor<2x1x28xf32>
      %73 = stablehlo.reshape %72 : (tensor<2x1x28xf32>) -> tensor<2x28xf32>
      %74 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.conv_bias, dims = [1] : (tensor<28xf32>) -> tensor<2x28xf32>
      %75 = stablehlo.add %73, %74 : tensor<2x28xf32>
      %76 = stablehlo.logistic %75 : tensor<2x28xf32>
      %77 = stablehlo.multiply %75, %76 : tensor<2x28xf32>
      %78 = stablehlo.optimization_barrier %77 : tensor<2x28xf32>
      %79 = stablehlo.slice %78 [0:2, 0:16] : (tensor<2x28xf32>) -> tensor<2x16xf32>
      %80 = stablehlo.reshape %79 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
      %81 = stablehlo.broadcast_in_dim %48, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4xf32>
      %82 = stablehlo.multiply %80, %81 : tensor<2x2x2x4xf32>
      %83 = stablehlo.broadcast_in_dim %82, dims = [0, 1, 2, 3] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x3xf32>
      %84 = stablehlo.slice %78 [0:2, 16:22] : (tensor<2x28xf32>) -> tensor<2x6xf32>
      %85 = stablehlo.reshape %84 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
      %86 = stablehlo.broadcast_in_dim %85, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
      %87 = stablehlo.multiply %83, %86 : tensor<2x2x2x4x3xf32>
      %88 = stablehlo.add %52, %87 : tensor<2x2x2x4x3xf32>
      %89 = stablehlo.slice %78 [0:2, 22:28] : (tensor<2x28xf32>) -> tensor<2x6xf32>
      %90 = stablehlo.reshape %89 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
      %91 = stablehlo.broadcast_in_dim %90, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
      %92 = stablehlo.multiply %88, %91 : tensor<2x2x2x4x3xf32>
      %93 = stablehlo.reduce(%92 init: %19) applies stablehlo.add across dimensions = [4] : (tensor<2x2x2x4x3xf32>, tensor<f32>) -> tensor<2x2x2x4xf32>
      %94 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.D, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
      %95 = stablehlo.multiply %94, %80 : tensor<2x2x2x4xf32>
      %96 = stablehlo.add %93, %95 : tensor<2x2x2x4xf32>
      %97 = stablehlo.slice %31 [0:2, 0:16] : (tensor<2x48xf32>) -> tensor<2x16xf32>
      %98 = stablehlo.reshape %97 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
      %99 = stablehlo.logistic %98 : tensor<2x2x2x4xf32>
      %100 = stablehlo.multiply %98, %99 : tensor<2x2x2x4xf32>
      %101 = stablehlo.multiply %96, %100 : tensor<2x2x2x4xf32>
      %102 = stablehlo.multiply %101, %101 : tensor<2x2x2x4xf32>
      %103 = stablehlo.reduce(%102 init: %19) applies stablehlo.add across dimensions = [2, 3] : (tensor<2x2x2x4xf32>, tensor<f32>) -> tensor<2x2xf32>
      %104 = stablehlo.constant dense<0.125> : tensor<2x2xf32>
      %105 = stablehlo.multiply %103, %104 : tensor<2x2xf32>
      %106 = stablehlo.constant dense<1.0e-05> : tensor<2x2xf32>
      %107 = stablehlo.add %105, %106 : tensor<2x2xf32>
      %108 = stablehlo.rsqrt %107 : tensor<2x2xf32>
      %109 = stablehlo.broadcast_in_dim %108, dims = [0, 1] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
      %110 = stablehlo.multiply %101, %109 : tensor<2x2x2x4xf32>
      %111 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.norm, dims = [1, 2, 3] : (tensor<2x2x4xf32>) -> tensor<2x2x2x4xf32>
      %112 = stablehlo.multiply %110, %111 : tensor<2x2x2x4xf32>
      %113 = stablehlo.reshape %112 : (tensor<2x2x2x4xf32>) -> tensor<2x16xf32>
      %114 = stablehlo.convert %113 : (tensor<2x16xf32>) -> tensor<2x16xbf16>
      %115 = stablehlo.dot_general %114, %weights.layers.0.mixer.out_proj, contracting_dims = [1] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x16xbf16>, tensor<8x16xbf16>) -> tensor<2x8xf32>
      %116 = stablehlo.add %12, %115 : tensor<2x8xf32>
      %117 = stablehlo.exponential %weights.layers.1.mixer.A_log : tensor<2x2xf32>
      %118 = stablehlo.negate %117 : tensor<2x2xf32>
      %119 = stablehlo.broadcast_in_dim %118, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2xf32>
      %120 = stablehlo.multiply %116, %116 : tensor<2x8xf32>
      %121 = stablehlo.reduce(%120 init: %19) applies stablehlo.add across dimensions = [1] : (tensor<2x8xf32>, tensor<f32>) -> tensor<2xf32>
      %122 = stablehlo.multiply %121, %21 : tensor<2xf32>
      %123 = stablehlo.add %122, %23 : tensor<2xf32>
      %124 = stablehlo.rsqrt %123 : tensor<2xf32>
      %125 = stablehlo.broadcast_in_dim %124, dims = [0] : (tensor<2xf32>) -> tensor<2x8xf32>
      %126 = stablehlo.multiply %116, %125 : tensor<2x8xf32>
      %127 = stablehlo.broadcast_in_dim %weights.layers.1.norm, dims = [1] : (tensor<8xf32>) -> tensor<2x8xf32>
      %128 = stablehlo.multiply %126, %127 : tensor<2x8xf32>
      %129 = stablehlo.convert %128 : (tensor<2x8xf32>) -> tensor<2x8xbf16>
      %130 = stablehlo.dot_general %129, %weights.layers.1.mixer.in_proj, contracting_dims = [1] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x8xbf16>, tensor<48x8xbf16>) -> tensor<2x48xf32>
      %131 = stablehlo.slice %130 [0:2, 44:48] : (tensor<2x48xf32>) -> tensor<2x4xf32>
      %132 = stablehlo.reshape %131 : (tensor<2x4xf32>) -> tensor<2x2x2xf32>
      %133 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.dt_bias, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2xf32>
      %134 = stablehlo.add %132, %133 : tensor<2x2x2xf32>
      %135 = stablehlo.maximum %134, %36 : tensor<2x2x2xf32>
      %136 = stablehlo.abs %134 : tensor<2x2x2xf32>
      %137 = stablehlo.negate %136 : tensor<2x2x2xf32>
      %138 = stablehlo.exponential %137 : tensor<2x2x2xf32>
      %139 = stablehlo.log_plus_one %138 : tensor<2x2x2xf32>
      %140 = stablehlo.add %135, %139 : tensor<2x2x2xf32>
      %141 = stablehlo.maximum %140, %43 : tensor<2x2x2xf32>
      %142 = stablehlo.minimum %141, %45 : tensor<2x2x2xf32>
      %143 = stablehlo.select %17, %142, %36 : tensor<2x2x2xi1>, tensor<2x2x2xf32>
      %144 = stablehlo.optimization_barrier %143 : tensor<2x2x2xf32>
      %145 = stablehlo.multiply %119, %144 : tensor<2x2x2xf32>
      %146 = stablehlo.exponential %145 : tensor<2x2x2xf32>
      %147 = stablehlo.broadcast_in_dim %146, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4x3xf32>
      %148 = stablehlo.multiply %147, %_9 : tensor<2x2x2x4x3xf32>
      %149 = stablehlo.slice %130 [0:2, 16:44] : (tensor<2x48xf32>) -> tensor<2x28xf32>
      %150 = stablehlo.reshape %149 : (tensor<2x28xf32>) -> tensor<2x1x28xf32>
      %151 = stablehlo.concatenate %_8, %150, dim = 1 : (tensor<2x2x28xf32>, tensor<2x1x28xf32>) -> tensor<2x3x28xf32>
      %152 = stablehlo.slice %151 [0:2, 0:1, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %153 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %154 = stablehlo.reshape %153 : (tensor<28x1xf32>) -> tensor<28xf32>
      %155 = stablehlo.broadcast_in_dim %154, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %156 = stablehlo.multiply %152, %155 : tensor<2x1x28xf32>
      %157 = stablehlo.slice %151 [0:2, 1:2, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %158 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %159 = stablehlo.reshape %158 : (tensor<28x1xf32>) -> tensor<28xf32>
      %160 = stablehlo.broadcast_in_dim %159, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %161 = stablehlo.multiply %157, %160 : tensor<2x1x28xf32>
      %162 = stablehlo.add %156, %161 : tensor<2x1x28xf32>
      %163 = stablehlo.slice %151 [0:2, 2:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %164 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %165 = stablehlo.reshape %164 : (tensor<28x1xf32>) -> tensor<28xf32>
      %166 = stablehlo.broadcast_in_dim %165, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %167 = stablehlo.multiply %163, %166 : tensor<2x1x28xf32>
      %168 = stablehlo.add %162, %167 : tensor<2x1x28xf32>
      %169 = stablehlo.reshape %168 : (tensor<2x1x28xf32>) -> tensor<2x28xf32>
      %170 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.conv_bias, dims = [1] : (tensor<28xf32>) -> tensor<2x28xf32>
      %171 = stablehlo.add %169, %170 : tensor<2x28xf32>
      %172 = stablehlo.logistic %171 : tensor<2x28xf32>
      %173 = stablehlo.multiply %171, %172 : tensor<2x28xf32>
      %174 = stablehlo.optimization_barrier %173 : tensor<2x28xf32>
      %175 = stablehlo.slice %174 [0:2, 0:16] : (tensor<2x28xf32>) -> tensor<2x16xf32>
      %176 = stablehlo.reshape %175 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
      %177 = stablehlo.broadcast_in_dim %144, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4xf32>
      %178 = stablehlo.multiply %176, %177 : tensor<2x2x2x4xf32>
      %179 = stablehlo.broadcast_in_dim %178, dims = [0, 1, 2, 3] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x3xf32>
      %180 = stablehlo.slice %174 [0:2, 16:22] : (tensor<2x28xf32>) -> tensor<2x6xf32>
      %181 = stablehlo.reshape %180 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
      %182 = stablehlo.broadcast_in_dim %181, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
      %183 = stablehlo.multiply %179, %182 : tensor<2x2x2x4x3xf32>
      %184 = stablehlo.add %148, %183 : tensor<2x2x2x4x3xf32>
      %185 = stablehlo.slice %174 [0:2, 22:28] : (tensor<2x28xf32>) -> tensor<2x6xf32>
      %186 = stablehlo.reshape %185 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
      %187 = stablehlo.broadcast_in_dim %186, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
      %188 = stablehlo.multiply %184, %187 : tensor<2x2x2x4x3xf32>
      %189 = stablehlo.reduce(%188 init: %19) applies stablehlo.add across dimensions = [4] : (tensor<2x2x2x4x3xf32>, tensor<f32>) -> tensor<2x2x2x4xf32>
      %190 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.D, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
      %191 = stablehlo.multiply %190, %176 : tensor<2x2x2x4xf32>
      %192 = stablehlo.add %189, %191 : tensor<2x2x2x4xf32>
      %193 = stablehlo.slice %130 [0:2, 0:16] : (tensor<2x48xf32>) -> tensor<2x16xf32>
      %194 = stablehlo.reshape %193 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
      %195 = stablehlo.logistic %194 : tensor<2x2x2x4xf32>
      %196 = stablehlo.multiply %194, %195 : tensor<2x2x2x4xf32>
      %197 = stablehlo.multiply %192, %196 : tensor<2x2x2x4xf32>
      %198 = stablehlo.multiply %197, %197 : tensor<2x2x2x4xf32>
      %199 = stablehlo.reduce(%198 init: %19) applies stablehlo.add across dimensions = [2, 3] : (tensor<2x2x2x4xf32>, tensor<f32>) -> tensor<2x2xf32>
      %200 = stablehlo.multiply %199, %104 : tensor<2x2xf32>
      %201 = stablehlo.add %200, %106 : tensor<2x2xf32>
      %202 = stablehlo.rsqrt %201 : tensor<2x2xf32>
      %203 = stablehlo.broadcast_in_dim %202, dims = [0, 1] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
      %204 = stablehlo.multiply %197, %203 : tensor<2x2x2x4xf32>
      %205 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.norm, dims = [1, 2, 3] : (tensor<2x2x4xf32>) -> tensor<2x2x2x4xf32>
      %206 = stablehlo.multiply %204, %205 : tensor<2x2x2x4xf32>
      %207 = stablehlo.reshape %206 : (tensor<2x2x2x4xf32>) -> tensor<2x16xf32>
      %208 = stablehlo.convert %207 : (tensor<2x16xf32>) -> tensor<2x16xbf16>
      %209 = stablehlo.dot_general %208, %weights.layers.1.mixer.out_proj, contracting_dims = [1] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x16xbf16>, tensor<8x16xbf16>) -> tensor<2x8xf32>
      %210 = stablehlo.add %116, %209 : tensor<2x8xf32>
      %211 = stablehlo.multiply %210, %210 : tensor<2x8xf32>
      %212 = stablehlo.reduce(%211 init: %19) applies stablehlo.add across dimensions = [1] : (tensor<2x8xf32>, tensor<f32>) -> tensor<2xf32>
      %213 = stablehlo.multiply %212, %21 : tensor<2xf32>
      %214 = stablehlo.add %213, %23 : tensor<2xf32>
      %215 = stablehlo.rsqrt %214 : tensor<2xf32>
      %216 = stablehlo.broadcast_in_dim %215, dims = [0] : (tensor<2xf32>) -> tensor<2x8xf32>
      %217 = stablehlo.multiply %210, %216 : tensor<2x8xf32>
      %218 = stablehlo.broadcast_in_dim %weights.norm_f, dims = [1] : (tensor<8xf32>) -> tensor<2x8xf32>
      %219 = stablehlo.multiply %217, %218 : tensor<2x8xf32>
      %220 = stablehlo.convert %219 : (tensor<2x8xf32>) -> tensor<2x8xbf16>
      %221 = stablehlo.dot_general %220, %weights.embedding, contracting_dims = [1] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x8xbf16>, tensor<11x8xbf16>) -> tensor<2x11xf32>
      %222 = stablehlo.add %221, %orders.sampling.adjust.bias : tensor<2x11xf32>
      %223 = stablehlo.broadcast_in_dim %orders.sampling.adjust.frequency, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
      %224 = stablehlo.multiply %_5, %223 : tensor<2x11xf32>
      %225 = stablehlo.subtract %222, %224 : tensor<2x11xf32>
      %226 = stablehlo.constant dense<0.0> : tensor<2x11xf32>
      %227 = stablehlo.compare GT, %_5, %226, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
      %228 = stablehlo.convert %227 : (tensor<2x11xi1>) -> tensor<2x11xf32>
      %229 = stablehlo.broadcast_in_dim %orders.sampling.adjust.presence, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
      %230 = stablehlo.multiply %228, %229 : tensor<2x11xf32>
      %231 = stablehlo.subtract %225, %230 : tensor<2x11xf32>
      %232 = stablehlo.constant dense<0xFF800000> : tensor<f32>
      %233 = stablehlo.reduce(%231 init: %232) applies stablehlo.maximum across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
      %234 = stablehlo.abs %233 : tensor<2xf32>
      %235 = stablehlo.constant dense<0x7F800000> : tensor<2xf32>
      %236 = stablehlo.compare LT, %234, %235, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
      %237 = stablehlo.compare NE, %231, %231, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
      %238 = stablehlo.constant dense<-1> : tensor<2x11xi32>
      %239 = stablehlo.broadcast_in_dim %233, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
      %240 = stablehlo.compare EQ, %231, %239, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
      %241 = stablehlo.iota dim = 0 : tensor<11xi32>
      %242 = stablehlo.broadcast_in_dim %241, dims = [1] : (tensor<11xi32>) -> tensor<2x11xi32>
      %243 = stablehlo.constant dense<11> : tensor<2x11xi32>
      %244 = stablehlo.select %240, %242, %243 : tensor<2x11xi1>, tensor<2x11xi32>
      %245 = stablehlo.select %237, %238, %244 : tensor<2x11xi1>, tensor<2x11xi32>
      %246 = stablehlo.constant dense<2147483647> : tensor<i32>
      %247 = stablehlo.reduce(%245 init: %246) applies stablehlo.minimum across dimensions = [1] : (tensor<2x11xi32>, tensor<i32>) -> tensor<2xi32>
      %248 = stablehlo.constant dense<0> : tensor<2xi32>
      %249 = stablehlo.compare LT, %247, %248, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %250 = stablehlo.constant dense<11> : tensor<2xi32>
      %251 = stablehlo.select %249, %250, %247 : tensor<2xi1>, tensor<2xi32>
      %252 = stablehlo.select %236, %251, %250 : tensor<2xi1>, tensor<2xi32>
      %253 = stablehlo.select %_3, %_2, %252 : tensor<2xi1>, tensor<2xi32>
      %254 = stablehlo.select %_3, %10, %253 : tensor<2xi1>, tensor<2xi32>
      %255 = stablehlo.broadcast_in_dim %254, dims = [0] : (tensor<2xi32>) -> tensor<2x1xi32>
      %256 = stablehlo.dynamic_update_slice %_1, %255, %0, %_0 : (tensor<2x4xi32>, tensor<2x1xi32>, tensor<i32>, tensor<i32>) -> tensor<2x4xi32>
      %257 = stablehlo.broadcast_in_dim %252, dims = [0] : (tensor<2xi32>) -> tensor<2x1xi32>
      %258 = stablehlo.compare EQ, %257, %orders.stop_ids, SIGNED : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x1xi1>
      %259 = stablehlo.constant dense<false> : tensor<i1>
      %260 = stablehlo.reduce(%258 init: %259) applies stablehlo.or across dimensions = [1] : (tensor<2x1xi1>, tensor<i1>) -> tensor<2xi1>
      %261 = stablehlo.constant dense<1> : tensor<2xi32>
      %262 = stablehlo.add %_4, %261 : tensor<2xi32>
      %263 = stablehlo.compare GE, %262, %orders.budget, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %264 = stablehlo.or %260, %263 : tensor<2xi1>
      %265 = stablehlo.compare GE, %252, %250, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %266 = stablehlo.or %264, %265 : tensor<2xi1>
      %267 = stablehlo.or %_3, %266 : tensor<2xi1>
      %268 = stablehlo.select %_3, %_4, %262 : tensor<2xi1>, tensor<2xi32>
      %269 = stablehlo.broadcast_in_dim %253, dims = [0] : (tensor<2xi32>) -> tensor<2x11xi32>
      %270 = stablehlo.compare EQ, %242, %269, SIGNED : (tensor<2x11xi32>, tensor<2x11xi32>) -> tensor<2x11xi1>
      %271 = stablehlo.broadcast_in_dim %16, dims = [0] : (tensor<2xi1>) -> tensor<2x11xi1>
      %272 = stablehlo.and %270, %271 : tensor<2x11xi1>
      %273 = stablehlo.convert %272 : (tensor<2x11xi1>) -> tensor<2x11xf32>
      %274 = stablehlo.add %_5, %273 : tensor<2x11xf32>
      %275 = stablehlo.broadcast_in_dim %16, dims = [0] : (tensor<2xi1>) -> tensor<2x2x28xi1>
      %276 = stablehlo.slice %55 [0:2, 1:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x2x28xf32>
      %277 = stablehlo.select %275, %276, %_6 : tensor<2x2x28xi1>, tensor<2x2x28xf32>
      %278 = stablehlo.slice %151 [0:2, 1:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x2x28xf32>
      %279 = stablehlo.select %275, %278, %_8 : tensor<2x2x28xi1>, tensor<2x2x28xf32>
      %280 = stablehlo.iota dim = 0 : tensor<2xi32>
      %281 = stablehlo.reshape %280 : (tensor<2xi32>) -> tensor<2x1xi32>
      %282 = stablehlo.reshape %253 : (tensor<2xi32>) -> tensor<2x1xi32>
      %283 = stablehlo.concatenate %281, %282, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
      %284 = "stablehlo.gather"(%221, %283) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 1>}> : (tensor<2x11xf32>, tensor<2x2xi32>) -> tensor<2x1xf32>
      %285 = stablehlo.reshape %284 : (tensor<2x1xf32>) -> tensor<2xf32>
      %286 = stablehlo.reduce(%221 init: %232) applies stablehlo.maximum across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
      %287 = stablehlo.subtract %285, %286 : tensor<2xf32>
      %288 = stablehlo.broadcast_in_dim %286, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
      %289 = stablehlo.subtract %221, %288 : tensor<2x11xf32>
      %290 = stablehlo.exponential %289 : tensor<2x11xf32>
      %291 = stablehlo.reduce(%290 init: %19) applies stablehlo.add across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
      %292 = stablehlo.log %291 : tensor<2xf32>
      %293 = stablehlo.subtract %287, %292 : tensor<2xf32>
      %294 = stablehlo.broadcast_in_dim %293, dims = [0] : (tensor<2xf32>) -> tensor<2x1xf32>
      %295 = stablehlo.dynamic_update_slice %_10, %294, %0, %_0 : (tensor<2x4xf32>, tensor<2x1xf32>, tensor<i32>, tensor<i32>) -> tensor<2x4xf32>
      %296 = stablehlo.reshape %221 : (tensor<2x11xf32>) -> tensor<2x1x11xf32>
      %297 = stablehlo.reduce(%296 init: %232) applies stablehlo.maximum across dimensions = [2] : (tensor<2x1x11xf32>, tensor<f32>) -> tensor<2x1xf32>
      %298 = stablehlo.constant dense<-1> : tensor<2x5xi32>
      %299 = stablehlo.constant dense<0.0> : tensor<2x5xf32>
      %300 = stablehlo.iota dim = 0 : tensor<1xi32>
      %301 = stablehlo.broadcast_in_dim %300, dims = [1] : (tensor<1xi32>) -> tensor<2x1xi32>
      %302:4 = stablehlo.while(%_13 = %0, %_14 = %297, %_15 = %298, %_16 = %299) : tensor<i32>, tensor<2x1xf32>, tensor<2x5xi32>, tensor<2x5xf32>
      cond {
        %303 = stablehlo.constant dense<5> : tensor<i32>
        %304 = stablehlo.compare LT, %_13, %303, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
        stablehlo.return %304 : tensor<i1>
      } do {
        %305 = stablehlo.constant dense<1> : tensor<i32>
        %306 = stablehlo.add %_13, %305 : tensor<i32>
        %307 = stablehlo.compare NE, %_14, %_14, FLOAT : (tensor<2x1xf32>, tensor<2x1xf32>) -> tensor<2x1xi1>
        %308 = stablehlo.constant dense<-1> : tensor<2x1xi32>
        %309 = stablehlo.reduce(%_14 init: %232) applies stablehlo.maximum across dimensions = [1] : (tensor<2x1xf32>, tensor<f32>) -> tensor<2xf32>
        %310 = stablehlo.broadcast_in_dim %309, dims = [0] : (tensor<2xf32>) -> tensor<2x1xf32>
        %311 = stablehlo.compare EQ, %_14, %310, FLOAT : (tensor<2x1xf32>, tensor<2x1xf32>) -> tensor<2x1xi1>
        %312 = stablehlo.constant dense<1> : tensor<2x1xi32>
        %313 = stablehlo.select %311, %301, %312 : tensor<2x1xi1>, tensor<2x1xi32>
        %314 = stablehlo.select %307, %308, %313 : tensor<2x1xi1>, tensor<2x1xi32>
        %315 = stablehlo.reduce(%314 init: %246) applies stablehlo.minimum across dimensions = [1] : (tensor<2x1xi32>, tensor<i32>) -> tensor<2xi32>
        %316 = stablehlo.compare LT, %315, %248, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
        %317 = stablehlo.select %316, %261, %315 : tensor<2xi1>, tensor<2xi32>
        %318 = stablehlo.broadcast_in_dim %317, dims = [0] : (tensor<2xi32>) -> tensor<2x1xi32>
        %319 = stablehlo.compare EQ, %301, %318, SIGNED : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x1xi1>
        %320 = stablehlo.multiply %317, %250 : tensor<2xi32>
        %321 = stablehlo.broadcast_in_dim %320, dims = [0] : (tensor<2xi32>) -> tensor<2x11xi32>
        %322 = stablehlo.add %242, %321 : tensor<2x11xi32>
        %323 = stablehlo.broadcast_in_dim %322, dims = [0, 1] : (tensor<2x11xi32>) -> tensor<2x11x5xi32>
        %324 = stablehlo.broadcast_in_dim %_15, dims = [0, 2] : (tensor<2x5xi32>) -> tensor<2x11x5xi32>
        %325 = stablehlo.compare EQ, %323, %324, SIGNED : (tensor<2x11x5xi32>, tensor<2x11x5xi32>) -> tensor<2x11x5xi1>
        %326 = stablehlo.reduce(%325 init: %259) applies stablehlo.or across dimensions = [2] : (tensor<2x11x5xi1>, tensor<i1>) -> tensor<2x11xi1>
        %327 = stablehlo.constant dense<0xFF800000> : tensor<2x11xf32>
        %328 = stablehlo.reshape %317 : (tensor<2xi32>) -> tensor<2x1xi32>
        %329 = stablehlo.concatenate %281, %328, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
        %330 = "stablehlo.gather"(%296, %329) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 1, 11>}> : (tensor<2x1x11xf32>, tensor<2x2xi32>) -> tensor<2x1x11xf32>
        %331 = stablehlo.reshape %330 : (tensor<2x1x11xf32>) -> tensor<2x11xf32>
        %332 = stablehlo.select %326, %327, %331 : tensor<2x11xi1>, tensor<2x11xf32>
        %333 = stablehlo.compare NE, %332, %332, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
        %334 = stablehlo.reduce(%332 init: %232) applies stablehlo.maximum across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
        %335 = stablehlo.broadcast_in_dim %334, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
        %336 = stablehlo.compare EQ, %332, %335, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
        %337 = stablehlo.select %336, %242, %243 : tensor<2x11xi1>, tensor<2x11xi32>
        %338 = stablehlo.select %333, %238, %337 : tensor<2x11xi1>, tensor<2x11xi32>
        %339 = stablehlo.reduce(%338 init: %246) applies stablehlo.minimum across dimensions = [1] : (tensor<2x11xi32>, tensor<i32>) -> tensor<2xi32>
        %340 = stablehlo.compare LT, %339, %248, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
        %341 = stablehlo.select %340, %250, %339 : tensor<2xi1>, tensor<2xi32>
        %342 = stablehlo.broadcast_in_dim %341, dims = [0] : (tensor<2xi32>) -> tensor<2x11xi32>
        %343 = stablehlo.compare EQ, %242, %342, SIGNED : (tensor<2x11xi32>, tensor<2x11xi32>) -> tensor<2x11xi1>
        %344 = stablehlo.select %343, %327, %332 : tensor<2x11xi1>, tensor<2x11xf32>
        %345 = stablehlo.reduce(%344 init: %232) applies stablehlo.maximum across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
        %346 = stablehlo.broadcast_in_dim %345, dims = [0] : (tensor<2xf32>) -> tensor<2x1xf32>
        %347 = stablehlo.select %319, %346, %_14 : tensor<2x1xi1>, tensor<2x1xf32>
        %348 = stablehlo.add %341, %320 : tensor<2xi32>
        %349 = stablehlo.broadcast_in_dim %348, dims = [0] : (tensor<2xi32>) -> tensor<2x1xi32>
        %350 = stablehlo.dynamic_update_slice %_15, %349, %0, %_13 : (tensor<2x5xi32>, tensor<2x1xi32>, tensor<i32>, tensor<i32>) -> tensor<2x5xi32>
        %351 = stablehlo.broadcast_in_dim %334, dims = [0] : (tensor<2xf32>) -> tensor<2x1xf32>
        %352 = stablehlo.dynamic_update_slice %_16, %351, %0, %_13 : (tensor<2x5xf32>, tensor<2x1xf32>, tensor<i32>, tensor<i32>) -> tensor<2x5xf32>
        stablehlo.return %306, %347, %350, %352 : tensor<i32>, tensor<2x1xf32>, tensor<2x5xi32>, tensor<2x5xf32>
      }
      %353 = stablehlo.broadcast_in_dim %302#2, dims = [0, 2] : (tensor<2x5xi32>) -> tensor<2x1x5xi32>
      %354 = stablehlo.dynamic_update_slice %_11, %353, %0, %_0, %0 : (tensor<2x4x5xi32>, tensor<2x1x5xi32>, tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<2x4x5xi32>
      %355 = stablehlo.broadcast_in_dim %286, dims = [0] : (tensor<2xf32>) -> tensor<2x5xf32>
      %356 = stablehlo.subtract %302#3, %355 : tensor<2x5xf32>
      %357 = stablehlo.broadcast_in_dim %292, dims = [0] : (tensor<2xf32>) -> tensor<2x5xf32>
      %358 = stablehlo.subtract %356, %357 : tensor<2x5xf32>
      %359 = stablehlo.broadcast_in_dim %358, dims = [0, 2] : (tensor<2x5xf32>) -> tensor<2x1x5xf32>
      %360 = stablehlo.dynamic_update_slice %_12, %359, %0, %_0, %0 : (tensor<2x4x5xf32>, tensor<2x1x5xf32>, tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<2x4x5xf32>
      stablehlo.return %9, %256, %253, %267, %268, %274, %277, %88, %279, %184, %295, %354, %360 : tensor<i32>, tensor<2x4xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x11xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x4xf32>, tensor<2x4x5xi32>, tensor<2x4x5xf32>
    }
    func.return %5#1, %5#2, %5#3, %5#4, %5#5, %5#6, %5#7, %5#8, %5#9, %5#10, %5#11, %5#12 : tensor<2x4xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x11xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x4xf32>, tensor<2x4x5xi32>, tensor<2x4x5xf32>
  }
}
