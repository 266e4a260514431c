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
      %35 = stablehlo.convert %34 : (tensor<2x8xf32>) -> tensor<2x8xbf16>
      %36 = stablehlo.dot_general %35, %weights.layers.0.mixer.in_proj, contracting_dims = [1] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x8xbf16>, tensor<48x8xbf16>) -> tensor<2x48xf32>
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
      %53 = stablehlo.optimization_barrier %52 : tensor<2x2x2xf32>
      %54 = stablehlo.multiply %20, %53 : tensor<2x2x2xf32>
      %55 = stablehlo.exponential %54 : tensor<2x2x2xf32>
      %56 = stablehlo.broadcast_in_dim %55, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4x3xf32>
      %57 = stablehlo.multiply %56, %_7 : tensor<2x2x2x4x3xf32>
      %58 = stablehlo.slice %36 [0:2, 16:44] : (tensor<2x48xf32>) -> tensor<2x28xf32>
      %59 = stablehlo.reshape %58 : (tensor<2x28xf32>) -> tensor<2x1x28xf32>
      %60 = stablehlo.concatenate %_6, %59, dim = 1 : (tensor<2x2x28xf32>, tensor<2x1x28xf32>) -> tensor<2x3x28xf32>
      %61 = stablehlo.slice %60 [0:2, 0:1, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %62 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %63 = stablehlo.reshape %62 : (tensor<28x1xf32>) -> tensor<28xf32>
      %64 = stablehlo.broadcast_in_dim %63, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %65 = stablehlo.multiply %61, %64 : tensor<2x1x28xf32>
      %66 = stablehlo.slice %60 [0:2, 1:2, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %67 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %68 = stablehlo.reshape %67 : (tensor<28x1xf32>) -> tensor<28xf32>
      %69 = stablehlo.broadcast_in_dim %68, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %70 = stablehlo.multiply %66, %69 : tensor<2x1x28xf32>
      %71 = stablehlo.add %65, %70 : tensor<2x1x28xf32>
      %72 = stablehlo.slice %60 [0:2, 2:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %73 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %74 = stablehlo.reshape %73 : (tensor<28x1xf32>) -> tensor<28xf32>
      %75 = stablehlo.broadcast_in_dim %74, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %76 = stablehlo.multiply %72, %75 : tensor<2x1x28xf32>
      %77 = stablehlo.add %71, %76 : tensor<2x1x28xf32>
      %78 = stablehlo.reshape %77 : (tensor<2x1x28xf32>) -> tensor<2x28xf32>
      %79 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.conv_bias, dims = [1] : (tensor<28xf32>) -> tensor<2x28xf32>
      %80 = stablehlo.add %78, %79 : tensor<2x28xf32>
      %81 = stablehlo.logistic %80 : tensor<2x28xf32>
      %82 = stablehlo.multiply %80, %81 : tensor<2x28xf32>
      %83 = stablehlo.optimization_barrier %82 : tensor<2x28xf32>
      %84 = stablehlo.slice %83 [0:2, 0:16] : (tensor<2x28xf32>) -> tensor<2x16xf32>
      %85 = stablehlo.reshape %84 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
      %86 = stablehlo.broadcast_in_dim %53, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4xf32>
      %87 = stablehlo.multiply %85, %86 : tensor<2x2x2x4xf32>
      %88 = stablehlo.broadcast_in_dim %87, dims = [0, 1, 2, 3] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x3xf32>
      %89 = stablehlo.slice %83 [0:2, 16:22] : (tensor<2x28xf32>) -> tensor<2x6xf32>
      %90 = stablehlo.reshape %89 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
      %91 = stablehlo.broadcast_in_dim %90, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
      %92 = stablehlo.multiply %88, %91 : tensor<2x2x2x4x3xf32>
      %93 = stablehlo.add %57, %92 : tensor<2x2x2x4x3xf32>
      %94 = stablehlo.slice %83 [0:2, 22:28] : (tensor<2x28xf32>) -> tensor<2x6xf32>
      %95 = stablehlo.reshape %94 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
      %96 = stablehlo.broadcast_in_dim %95, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
      %97 = stablehlo.multiply %93, %96 : tensor<2x2x2x4x3xf32>
      %98 = stablehlo.reduce(%97 init: %24) applies stablehlo.add across dimensions = [4] : (tensor<2x2x2x4x3xf32>, tensor<f32>) -> tensor<2x2x2x4xf32>
      %99 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.D, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
      %100 = stablehlo.multiply %99, %85 : tensor<2x2x2x4xf32>
      %101 = stablehlo.add %98, %100 : tensor<2x2x2x4xf32>
      %102 = stablehlo.slice %36 [0:2, 0:16] : (tensor<2x48xf32>) -> tensor<2x16xf32>
      %103 = stablehlo.reshape %102 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
      %104 = stablehlo.logistic %103 : tensor<2x2x2x4xf32>
      %105 = stablehlo.multiply %103, %104 : tensor<2x2x2x4xf32>
      %106 = stablehlo.multiply %101, %105 : tensor<2x2x2x4xf32>
      %107 = stablehlo.multiply %106, %106 : tensor<2x2x2x4xf32>
      %108 = stablehlo.reduce(%107 init: %24) applies stablehlo.add across dimensions = [2, 3] : (tensor<2x2x2x4xf32>, tensor<f32>) -> tensor<2x2xf32>
      %109 = stablehlo.constant dense<0.125> : tensor<2x2xf32>
      %110 = stablehlo.multiply %108, %109 : tensor<2x2xf32>
      %111 = stablehlo.constant dense<1.0e-05> : tensor<2x2xf32>
      %112 = stablehlo.add %110, %111 : tensor<2x2xf32>
      %113 = stablehlo.rsqrt %112 : tensor<2x2xf32>
      %114 = stablehlo.broadcast_in_dim %113, dims = [0, 1] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
      %115 = stablehlo.multiply %106, %114 : tensor<2x2x2x4xf32>
      %116 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.norm, dims = [1, 2, 3] : (tensor<2x2x4xf32>) -> tensor<2x2x2x4xf32>
      %117 = stablehlo.multiply %115, %116 : tensor<2x2x2x4xf32>
      %118 = stablehlo.reshape %117 : (tensor<2x2x2x4xf32>) -> tensor<2x16xf32>
      %119 = stablehlo.convert %118 : (tensor<2x16xf32>) -> tensor<2x16xbf16>
      %120 = stablehlo.dot_general %119, %weights.layers.0.mixer.out_proj, contracting_dims = [1] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x16xbf16>, tensor<8x16xbf16>) -> tensor<2x8xf32>
      %121 = stablehlo.add %17, %120 : tensor<2x8xf32>
      %122 = stablehlo.exponential %weights.layers.1.mixer.A_log : tensor<2x2xf32>
      %123 = stablehlo.negate %122 : tensor<2x2xf32>
      %124 = stablehlo.broadcast_in_dim %123, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2xf32>
      %125 = stablehlo.multiply %121, %121 : tensor<2x8xf32>
      %126 = stablehlo.reduce(%125 init: %24) applies stablehlo.add across dimensions = [1] : (tensor<2x8xf32>, tensor<f32>) -> tensor<2xf32>
      %127 = stablehlo.multiply %126, %26 : tensor<2xf32>
      %128 = stablehlo.add %127, %28 : tensor<2xf32>
      %129 = stablehlo.rsqrt %128 : tensor<2xf32>
      %130 = stablehlo.broadcast_in_dim %129, dims = [0] : (tensor<2xf32>) -> tensor<2x8xf32>
      %131 = stablehlo.multiply %121, %130 : tensor<2x8xf32>
      %132 = stablehlo.broadcast_in_dim %weights.layers.1.norm, dims = [1] : (tensor<8xf32>) -> tensor<2x8xf32>
      %133 = stablehlo.multiply %131, %132 : tensor<2x8xf32>
      %134 = stablehlo.convert %133 : (tensor<2x8xf32>) -> tensor<2x8xbf16>
      %135 = stablehlo.dot_general %134, %weights.layers.1.mixer.in_proj, contracting_dims = [1] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x8xbf16>, tensor<48x8xbf16>) -> tensor<2x48xf32>
      %136 = stablehlo.slice %135 [0:2, 44:48] : (tensor<2x48xf32>) -> tensor<2x4xf32>
      %137 = stablehlo.reshape %136 : (tensor<2x4xf32>) -> tensor<2x2x2xf32>
      %138 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.dt_bias, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2xf32>
      %139 = stablehlo.add %137, %138 : tensor<2x2x2xf32>
      %140 = stablehlo.maximum %139, %41 : tensor<2x2x2xf32>
      %141 = stablehlo.abs %139 : tensor<2x2x2xf32>
      %142 = stablehlo.negate %141 : tensor<2x2x2xf32>
      %143 = stablehlo.exponential %142 : tensor<2x2x2xf32>
      %144 = stablehlo.log_plus_one %143 : tensor<2x2x2xf32>
      %145 = stablehlo.add %140, %144 : tensor<2x2x2xf32>
      %146 = stablehlo.maximum %145, %48 : tensor<2x2x2xf32>
      %147 = stablehlo.minimum %146, %50 : tensor<2x2x2xf32>
      %148 = stablehlo.select %22, %147, %41 : tensor<2x2x2xi1>, tensor<2x2x2xf32>
      %149 = stablehlo.optimization_barrier %148 : tensor<2x2x2xf32>
      %150 = stablehlo.multiply %124, %149 : tensor<2x2x2xf32>
      %151 = stablehlo.exponential %150 : tensor<2x2x2xf32>
      %152 = stablehlo.broadcast_in_dim %151, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4x3xf32>
      %153 = stablehlo.multiply %152, %_9 : tensor<2x2x2x4x3xf32>
      %154 = stablehlo.slice %135 [0:2, 16:44] : (tensor<2x48xf32>) -> tensor<2x28xf32>
      %155 = stablehlo.reshape %154 : (tensor<2x28xf32>) -> tensor<2x1x28xf32>
      %156 = stablehlo.concatenate %_8, %155, dim = 1 : (tensor<2x2x28xf32>, tensor<2x1x28xf32>) -> tensor<2x3x28xf32>
      %157 = stablehlo.slice %156 [0:2, 0:1, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %158 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %159 = stablehlo.reshape %158 : (tensor<28x1xf32>) -> tensor<28xf32>
      %160 = stablehlo.broadcast_in_dim %159, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %161 = stablehlo.multiply %157, %160 : tensor<2x1x28xf32>
      %162 = stablehlo.slice %156 [0:2, 1:2, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %163 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %164 = stablehlo.reshape %163 : (tensor<28x1xf32>) -> tensor<28xf32>
      %165 = stablehlo.broadcast_in_dim %164, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %166 = stablehlo.multiply %162, %165 : tensor<2x1x28xf32>
      %167 = stablehlo.add %161, %166 : tensor<2x1x28xf32>
      %168 = stablehlo.slice %156 [0:2, 2:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %169 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %170 = stablehlo.reshape %169 : (tensor<28x1xf32>) -> tensor<28xf32>
      %171 = stablehlo.broadcast_in_dim %170, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %172 = stablehlo.multiply %168, %171 : tensor<2x1x28xf32>
      %173 = stablehlo.add %167, %172 : tensor<2x1x28xf32>
      %174 = stablehlo.reshape %173 : (tensor<2x1x28xf32>) -> tensor<2x28xf32>
      %175 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.conv_bias, dims = [1] : (tensor<28xf32>) -> tensor<2x28xf32>
      %176 = stablehlo.add %174, %175 : tensor<2x28xf32>
      %177 = stablehlo.logistic %176 : tensor<2x28xf32>
      %178 = stablehlo.multiply %176, %177 : tensor<2x28xf32>
      %179 = stablehlo.optimization_barrier %178 : tensor<2x28xf32>
      %180 = stablehlo.slice %179 [0:2, 0:16] : (tensor<2x28xf32>) -> tensor<2x16xf32>
      %181 = stablehlo.reshape %180 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
      %182 = stablehlo.broadcast_in_dim %149, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4xf32>
      %183 = stablehlo.multiply %181, %182 : tensor<2x2x2x4xf32>
      %184 = stablehlo.broadcast_in_dim %183, dims = [0, 1, 2, 3] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x3xf32>
      %185 = stablehlo.slice %179 [0:2, 16:22] : (tensor<2x28xf32>) -> tensor<2x6xf32>
      %186 = stablehlo.reshape %185 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
      %187 = stablehlo.broadcast_in_dim %186, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
      %188 = stablehlo.multiply %184, %187 : tensor<2x2x2x4x3xf32>
      %189 = stablehlo.add %153, %188 : tensor<2x2x2x4x3xf32>
      %190 = stablehlo.slice %179 [0:2, 22:28] : (tensor<2x28xf32>) -> tensor<2x6xf32>
      %191 = stablehlo.reshape %190 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
      %192 = stablehlo.broadcast_in_dim %191, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
      %193 = stablehlo.multiply %189, %192 : tensor<2x2x2x4x3xf32>
      %194 = stablehlo.reduce(%193 init: %24) applies stablehlo.add across dimensions = [4] : (tensor<2x2x2x4x3xf32>, tensor<f32>) -> tensor<2x2x2x4xf32>
      %195 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.D, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
      %196 = stablehlo.multiply %195, %181 : tensor<2x2x2x4xf32>
      %197 = stablehlo.add %194, %196 : tensor<2x2x2x4xf32>
      %198 = stablehlo.slice %135 [0:2, 0:16] : (tensor<2x48xf32>) -> tensor<2x16xf32>
      %199 = stablehlo.reshape %198 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
      %200 = stablehlo.logistic %199 : tensor<2x2x2x4xf32>
      %201 = stablehlo.multiply %199, %200 : tensor<2x2x2x4xf32>
      %202 = stablehlo.multiply %197, %201 : tensor<2x2x2x4xf32>
      %203 = stablehlo.multiply %202, %202 : tensor<2x2x2x4xf32>
      %204 = stablehlo.reduce(%203 init: %24) applies stablehlo.add across dimensions = [2, 3] : (tensor<2x2x2x4xf32>, tensor<f32>) -> tensor<2x2xf32>
      %205 = stablehlo.multiply %204, %109 : tensor<2x2xf32>
      %206 = stablehlo.add %205, %111 : tensor<2x2xf32>
      %207 = stablehlo.rsqrt %206 : tensor<2x2xf32>
      %208 = stablehlo.broadcast_in_dim %207, dims = [0, 1] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
      %209 = stablehlo.multiply %202, %208 : tensor<2x2x2x4xf32>
      %210 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.norm, dims = [1, 2, 3] : (tensor<2x2x4xf32>) -> tensor<2x2x2x4xf32>
      %211 = stablehlo.multiply %209, %210 : tensor<2x2x2x4xf32>
      %212 = stablehlo.reshape %211 : (tensor<2x2x2x4xf32>) -> tensor<2x16xf32>
      %213 = stablehlo.convert %212 : (tensor<2x16xf32>) -> tensor<2x16xbf16>
      %214 = stablehlo.dot_general %213, %weights.layers.1.mixer.out_proj, contracting_dims = [1] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x16xbf16>, tensor<8x16xbf16>) -> tensor<2x8xf32>
      %215 = stablehlo.add %121, %214 : tensor<2x8xf32>
      %216 = stablehlo.multiply %215, %215 : tensor<2x8xf32>
      %217 = stablehlo.reduce(%216 init: %24) applies stablehlo.add across dimensions = [1] : (tensor<2x8xf32>, tensor<f32>) -> tensor<2xf32>
      %218 = stablehlo.multiply %217, %26 : tensor<2xf32>
      %219 = stablehlo.add %218, %28 : tensor<2xf32>
      %220 = stablehlo.rsqrt %219 : tensor<2xf32>
      %221 = stablehlo.broadcast_in_dim %220, dims = [0] : (tensor<2xf32>) -> tensor<2x8xf32>
      %222 = stablehlo.multiply %215, %221 : tensor<2x8xf32>
      %223 = stablehlo.broadcast_in_dim %weights.norm_f, dims = [1] : (tensor<8xf32>) -> tensor<2x8xf32>
      %224 = stablehlo.multiply %222, %223 : tensor<2x8xf32>
      %225 = stablehlo.convert %224 : (tensor<2x8xf32>) -> tensor<2x8xbf16>
      %226 = stablehlo.dot_general %225, %weights.embedding, contracting_dims = [1] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x8xbf16>, tensor<11x8xbf16>) -> tensor<2x11xf32>
      %227 = stablehlo.constant dense<0.0> : tensor<2x11xf32>
      %228 = stablehlo.compare GT, %226, %227, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
      %229 = stablehlo.broadcast_in_dim %orders.sampling.repetition_penalty, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
      %230 = stablehlo.divide %226, %229 : tensor<2x11xf32>
      %231 = stablehlo.multiply %226, %229 : tensor<2x11xf32>
      %232 = stablehlo.select %228, %230, %231 : tensor<2x11xi1>, tensor<2x11xf32>
      %233 = stablehlo.select %_5, %232, %226 : tensor<2x11xi1>, tensor<2x11xf32>
      %234 = stablehlo.constant dense<0xFF800000> : tensor<f32>
      %235 = stablehlo.reduce(%233 init: %234) applies stablehlo.maximum across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
      %236 = stablehlo.abs %235 : tensor<2xf32>
      %237 = stablehlo.constant dense<0x7F800000> : tensor<2xf32>
      %238 = stablehlo.compare LT, %236, %237, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
      %239 = stablehlo.compare NE, %233, %233, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
      %240 = stablehlo.constant dense<-1> : tensor<2x11xi32>
      %241 = stablehlo.broadcast_in_dim %235, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
      %242 = stablehlo.compare EQ, %233, %241, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
      %243 = stablehlo.iota dim = 0 : tensor<11xi32>
      %244 = stablehlo.broadcast_in_dim %243, dims = [1] : (tensor<11xi32>) -> tensor<2x11xi32>
      %245 = stablehlo.constant dense<11> : tensor<2x11xi32>
      %246 = stablehlo.select %242, %244, %245 : tensor<2x11xi1>, tensor<2x11xi32>
      %247 = stablehlo.select %239, %240, %246 : tensor<2x11xi1>, tensor<2x11xi32>
      %248 = stablehlo.constant dense<2147483647> : tensor<i32>
      %249 = stablehlo.reduce(%247 init: %248) applies stablehlo.minimum across dimensions = [1] : (tensor<2x11xi32>, tensor<i32>) -> tensor<2xi32>
      %250 = stablehlo.constant dense<0> : tensor<2xi32>
      %251 = stablehlo.compare LT, %249, %250, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %252 = stablehlo.constant dense<11> : tensor<2xi32>
      %253 = stablehlo.select %251, %252, %249 : tensor<2xi1>, tensor<2xi32>
      %254 = stablehlo.select %238, %253, %252 : tensor<2xi1>, tensor<2xi32>
      %255 = stablehlo.compare GE, %254, %252, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %256 = stablehlo.or %15, %255 : tensor<2xi1>
      %257 = stablehlo.constant dense<8> : tensor<i32>
      %258 = stablehlo.subtract %233, %241 : tensor<2x11xf32>
      %259 = stablehlo.constant dense<1.0> : tensor<2xf32>
      %260 = stablehlo.select %15, %259, %orders.sampling.temperature : tensor<2xi1>, tensor<2xf32>
      %261 = stablehlo.broadcast_in_dim %260, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
      %262 = stablehlo.divide %258, %261 : tensor<2x11xf32>
      %263 = stablehlo.bitcast_convert %262 : (tensor<2x11xf32>) -> tensor<2x11xui32>
      %264 = stablehlo.constant dense<2147483648> : tensor<2x11xui32>
      %265 = stablehlo.compare GE, %263, %264, UNSIGNED : (tensor<2x11xui32>, tensor<2x11xui32>) -> tensor<2x11xi1>
      %266 = stablehlo.constant dense<4294967295> : tensor<ui32>
      %267 = stablehlo.broadcast_in_dim %266, dims = [] : (tensor<ui32>) -> tensor<2x11xui32>
      %268 = stablehlo.constant dense<2147483648> : tensor<ui32>
      %269 = stablehlo.broadcast_in_dim %268, dims = [] : (tensor<ui32>) -> tensor<2x11xui32>
      %270 = stablehlo.select %265, %267, %269 : tensor<2x11xi1>, tensor<2x11xui32>
      %271 = stablehlo.xor %263, %270 : tensor<2x11xui32>
      %272 = stablehlo.constant dense<0> : tensor<2xui32>
      %273 = stablehlo.compare GT, %orders.sampling.top_k, %250, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %274 = stablehlo.select %273, %orders.sampling.top_k, %252 : tensor<2xi1>, tensor<2xi32>
      %275:2 = stablehlo.while(%_10 = %268, %_11 = %272) : tensor<ui32>, tensor<2xui32>
      cond {
        %276 = stablehlo.constant dense<0> : tensor<ui32>
        %277 = stablehlo.compare NE, %_10, %276, UNSIGNED : (tensor<ui32>, tensor<ui32>) -> tensor<i1>
        stablehlo.return %277 : tensor<i1>
      } do {
        %278 = stablehlo.constant dense<1> : tensor<ui32>
        %279 = stablehlo.shift_right_logical %_10, %278 : tensor<ui32>
        %280 = stablehlo.broadcast_in_dim %_10, dims = [] : (tensor<ui32>) -> tensor<2xui32>
        %281 = stablehlo.or %_11, %280 : tensor<2xui32>
        %282 = stablehlo.broadcast_in_dim %281, dims = [0] : (tensor<2xui32>) -> tensor<2x11xui32>
        %283 = stablehlo.compare GE, %271, %282, UNSIGNED : (tensor<2x11xui32>, tensor<2x11xui32>) -> tensor<2x11xi1>
        %284 = stablehlo.convert %283 : (tensor<2x11xi1>) -> tensor<2x11xi32>
        %285 = stablehlo.reduce(%284 init: %0) applies stablehlo.add across dimensions = [1] : (tensor<2x11xi32>, tensor<i32>) -> tensor<2xi32>
        %286 = stablehlo.minimum %274, %252 : tensor<2xi32>
        %287 = stablehlo.compare GE, %285, %286, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
        %288 = stablehlo.select %287, %281, %_11 : tensor<2xi1>, tensor<2xui32>
        stablehlo.return %279, %288 : tensor<ui32>, tensor<2xui32>
      }
      %289 = stablehlo.broadcast_in_dim %275#1, dims = [0] : (tensor<2xui32>) -> tensor<2x11xui32>
      %290 = stablehlo.compare GE, %271, %289, UNSIGNED : (tensor<2x11xui32>, tensor<2x11xui32>) -> tensor<2x11xi1>
      %291 = stablehlo.compare GE, %orders.sampling.top_p, %259, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
      %292 = stablehlo.broadcast_in_dim %291, dims = [0] : (tensor<2xi1>) -> tensor<2x11xi1>
      %293 = stablehlo.reduce(%262 init: %234) applies stablehlo.maximum across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
      %294 = stablehlo.broadcast_in_dim %293, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
      %295 = stablehlo.subtract %262, %294 : tensor<2x11xf32>
      %296 = stablehlo.exponential %295 : tensor<2x11xf32>
      %297 = stablehlo.select %290, %296, %227 : tensor<2x11xi1>, tensor<2x11xf32>
      %298 = stablehlo.reduce(%297 init: %24) applies stablehlo.add across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
      %299 = stablehlo.multiply %orders.sampling.top_p, %298 : tensor<2xf32>
      %300:2 = stablehlo.while(%_12 = %268, %_13 = %272) : tensor<ui32>, tensor<2xui32>
      cond {
        %301 = stablehlo.constant dense<0> : tensor<ui32>
        %302 = stablehlo.compare NE, %_12, %301, UNSIGNED : (tensor<ui32>, tensor<ui32>) -> tensor<i1>
        stablehlo.return %302 : tensor<i1>
      } do {
        %303 = stablehlo.constant dense<1> : tensor<ui32>
        %304 = stablehlo.shift_right_logical %_12, %303 : tensor<ui32>
        %305 = stablehlo.broadcast_in_dim %_12, dims = [] : (tensor<ui32>) -> tensor<2xui32>
        %306 = stablehlo.or %_13, %305 : tensor<2xui32>
        %307 = stablehlo.broadcast_in_dim %306, dims = [0] : (tensor<2xui32>) -> tensor<2x11xui32>
        %308 = stablehlo.compare GE, %271, %307, UNSIGNED : (tensor<2x11xui32>, tensor<2x11xui32>) -> tensor<2x11xi1>
        %309 = stablehlo.select %308, %297, %227 : tensor<2x11xi1>, tensor<2x11xf32>
        %310 = stablehlo.reduce(%309 init: %24) applies stablehlo.add across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
        %311 = stablehlo.compare GE, %310, %299, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
        %312 = stablehlo.select %311, %306, %_13 : tensor<2xi1>, tensor<2xui32>
        stablehlo.return %304, %312 : tensor<ui32>, tensor<2xui32>
      }
      %313 = stablehlo.broadcast_in_dim %300#1, dims = [0] : (tensor<2xui32>) -> tensor<2x11xui32>
      %314 = stablehlo.compare GE, %271, %313, UNSIGNED : (tensor<2x11xui32>, tensor<2x11xui32>) -> tensor<2x11xi1>
      %315 = stablehlo.or %292, %314 : tensor<2x11xi1>
      %316 = stablehlo.and %290, %315 : tensor<2x11xi1>
      %317 = stablehlo.log %orders.sampling.min_p : tensor<2xf32>
      %318 = stablehlo.add %293, %317 : tensor<2xf32>
      %319 = stablehlo.broadcast_in_dim %318, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
      %320 = stablehlo.compare GE, %262, %319, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
      %321 = stablehlo.and %316, %320 : tensor<2x11xi1>
      %322 = stablehlo.constant dense<0xFF800000> : tensor<2x11xf32>
      %323 = stablehlo.select %321, %262, %322 : tensor<2x11xi1>, tensor<2x11xf32>
      %324 = stablehlo.reduce(%323 init: %234) applies stablehlo.maximum across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
      %325 = stablehlo.broadcast_in_dim %324, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
      %326 = stablehlo.subtract %323, %325 : tensor<2x11xf32>
      %327 = stablehlo.exponential %326 : tensor<2x11xf32>
      %328 = stablehlo.convert %_4 : (tensor<2xi32>) -> tensor<2xui32>
      %329 = stablehlo.reshape %328 : (tensor<2xui32>) -> tensor<2x1xui32>
      %330 = stablehlo.constant dense<0> : tensor<2x1xui32>
      %331 = stablehlo.concatenate %329, %330, dim = 1 : (tensor<2x1xui32>, tensor<2x1xui32>) -> tensor<2x2xui32>
      %332 = stablehlo.slice %331 [0:2, 0:1] : (tensor<2x2xui32>) -> tensor<2x1xui32>
      %333 = stablehlo.reshape %332 : (tensor<2x1xui32>) -> tensor<2xui32>
      %334 = stablehlo.slice %orders.sampling.seed [0:2, 0:1] : (tensor<2x2xui32>) -> tensor<2x1xui32>
      %335 = stablehlo.reshape %334 : (tensor<2x1xui32>) -> tensor<2xui32>
      %336 = stablehlo.add %333, %335 : tensor<2xui32>
      %337 = stablehlo.slice %331 [0:2, 1:2] : (tensor<2x2xui32>) -> tensor<2x1xui32>
      %338 = stablehlo.reshape %337 : (tensor<2x1xui32>) -> tensor<2xui32>
      %339 = stablehlo.slice %orders.sampling.seed [0:2, 1:2] : (tensor<2x2xui32>) -> tensor<2x1xui32>
      %340 = stablehlo.reshape %339 : (tensor<2x1xui32>) -> tensor<2xui32>
      %341 = stablehlo.add %338, %340 : tensor<2xui32>
      %342 = stablehlo.add %336, %341 : tensor<2xui32>
      %343 = stablehlo.constant dense<13> : tensor<2xui32>
      %344 = stablehlo.shift_left %341, %343 : tensor<2xui32>
      %345 = stablehlo.constant dense<19> : tensor<2xui32>
      %346 = stablehlo.shift_right_logical %341, %345 : tensor<2xui32>
      %347 = stablehlo.or %344, %346 : tensor<2xui32>
      %348 = stablehlo.xor %347, %342 : tensor<2xui32>
      %349 = stablehlo.add %342, %348 : tensor<2xui32>
      %350 = stablehlo.constant dense<15> : tensor<2xui32>
      %351 = stablehlo.shift_left %348, %350 : tensor<2xui32>
      %352 = stablehlo.constant dense<17> : tensor<2xui32>
      %353 = stablehlo.shift_right_logical %348, %352 : tensor<2xui32>
      %354 = stablehlo.or %351, %353 : tensor<2xui32>
      %355 = stablehlo.xor %354, %349 : tensor<2xui32>
      %356 = stablehlo.add %349, %355 : tensor<2xui32>
      %357 = stablehlo.constant dense<26> : tensor<2xui32>
      %358 = stablehlo.shift_left %355, %357 : tensor<2xui32>
      %359 = stablehlo.constant dense<6> : tensor<2xui32>
      %360 = stablehlo.shift_right_logical %355, %359 : tensor<2xui32>
      %361 = stablehlo.or %358, %360 : tensor<2xui32>
      %362 = stablehlo.xor %361, %356 : tensor<2xui32>
      %363 = stablehlo.add %356, %362 : tensor<2xui32>
      %364 = stablehlo.add %363, %340 : tensor<2xui32>
      %365 = stablehlo.shift_left %362, %359 : tensor<2xui32>
      %366 = stablehlo.shift_right_logical %362, %357 : tensor<2xui32>
      %367 = stablehlo.or %365, %366 : tensor<2xui32>
      %368 = stablehlo.xor %367, %363 : tensor<2xui32>
      %369 = stablehlo.xor %335, %340 : tensor<2xui32>
      %370 = stablehlo.constant dense<466688986> : tensor<2xui32>
      %371 = stablehlo.xor %369, %370 : tensor<2xui32>
      %372 = stablehlo.add %368, %371 : tensor<2xui32>
      %373 = stablehlo.constant dense<1> : tensor<2xui32>
      %374 = stablehlo.add %372, %373 : tensor<2xui32>
      %375 = stablehlo.add %364, %374 : tensor<2xui32>
      %376 = stablehlo.shift_left %374, %352 : tensor<2xui32>
      %377 = stablehlo.shift_right_logical %374, %350 : tensor<2xui32>
      %378 = stablehlo.or %376, %377 : tensor<2xui32>
      %379 = stablehlo.xor %378, %375 : tensor<2xui32>
      %380 = stablehlo.add %375, %379 : tensor<2xui32>
      %381 = stablehlo.constant dense<29> : tensor<2xui32>
      %382 = stablehlo.shift_left %379, %381 : tensor<2xui32>
      %383 = stablehlo.constant dense<3> : tensor<2xui32>
      %384 = stablehlo.shift_right_logical %379, %383 : tensor<2xui32>
      %385 = stablehlo.or %382, %384 : tensor<2xui32>
      %386 = stablehlo.xor %385, %380 : tensor<2xui32>
      %387 = stablehlo.add %380, %386 : tensor<2xui32>
      %388 = stablehlo.constant dense<16> : tensor<2xui32>
      %389 = stablehlo.shift_left %386, %388 : tensor<2xui32>
      %390 = stablehlo.shift_right_logical %386, %388 : tensor<2xui32>
      %391 = stablehlo.or %389, %390 : tensor<2xui32>
      %392 = stablehlo.xor %391, %387 : tensor<2xui32>
      %393 = stablehlo.add %387, %392 : tensor<2xui32>
      %394 = stablehlo.add %393, %371 : tensor<2xui32>
      %395 = stablehlo.constant dense<24> : tensor<2xui32>
      %396 = stablehlo.shift_left %392, %395 : tensor<2xui32>
      %397 = stablehlo.constant dense<8> : tensor<2xui32>
      %398 = stablehlo.shift_right_logical %392, %397 : tensor<2xui32>
      %399 = stablehlo.or %396, %398 : tensor<2xui32>
      %400 = stablehlo.xor %399, %393 : tensor<2xui32>
      %401 = stablehlo.add %400, %335 : tensor<2xui32>
      %402 = stablehlo.constant dense<2> : tensor<2xui32>
      %403 = stablehlo.add %401, %402 : tensor<2xui32>
      %404 = stablehlo.add %394, %403 : tensor<2xui32>
      %405 = stablehlo.shift_left %403, %343 : tensor<2xui32>
      %406 = stablehlo.shift_right_logical %403, %345 : tensor<2xui32>
      %407 = stablehlo.or %405, %406 : tensor<2xui32>
      %408 = stablehlo.xor %407, %404 : tensor<2xui32>
      %409 = stablehlo.add %404, %408 : tensor<2xui32>
      %410 = stablehlo.shift_left %408, %350 : tensor<2xui32>
      %411 = stablehlo.shift_right_logical %408, %352 : tensor<2xui32>
      %412 = stablehlo.or %410, %411 : tensor<2xui32>
      %413 = stablehlo.xor %412, %409 : tensor<2xui32>
      %414 = stablehlo.add %409, %413 : tensor<2xui32>
      %415 = stablehlo.shift_left %413, %357 : tensor<2xui32>
      %416 = stablehlo.shift_right_logical %413, %359 : tensor<2xui32>
      %417 = stablehlo.or %415, %416 : tensor<2xui32>
      %418 = stablehlo.xor %417, %414 : tensor<2xui32>
      %419 = stablehlo.add %414, %418 : tensor<2xui32>
      %420 = stablehlo.add %419, %335 : tensor<2xui32>
      %421 = stablehlo.shift_left %418, %359 : tensor<2xui32>
      %422 = stablehlo.shift_right_logical %418, %357 : tensor<2xui32>
      %423 = stablehlo.or %421, %422 : tensor<2xui32>
      %424 = stablehlo.xor %423, %419 : tensor<2xui32>
      %425 = stablehlo.add %424, %340 : tensor<2xui32>
      %426 = stablehlo.add %425, %383 : tensor<2xui32>
      %427 = stablehlo.add %420, %426 : tensor<2xui32>
      %428 = stablehlo.shift_left %426, %352 : tensor<2xui32>
      %429 = stablehlo.shift_right_logical %426, %350 : tensor<2xui32>
      %430 = stablehlo.or %428, %429 : tensor<2xui32>
      %431 = stablehlo.xor %430, %427 : tensor<2xui32>
      %432 = stablehlo.add %427, %431 : tensor<2xui32>
      %433 = stablehlo.shift_left %431, %381 : tensor<2xui32>
      %434 = stablehlo.shift_right_logical %431, %383 : tensor<2xui32>
      %435 = stablehlo.or %433, %434 : tensor<2xui32>
      %436 = stablehlo.xor %435, %432 : tensor<2xui32>
      %437 = stablehlo.add %432, %436 : tensor<2xui32>
      %438 = stablehlo.shift_left %436, %388 : tensor<2xui32>
      %439 = stablehlo.shift_right_logical %436, %388 : tensor<2xui32>
      %440 = stablehlo.or %438, %439 : tensor<2xui32>
      %441 = stablehlo.xor %440, %437 : tensor<2xui32>
      %442 = stablehlo.add %437, %441 : tensor<2xui32>
      %443 = stablehlo.add %442, %340 : tensor<2xui32>
      %444 = stablehlo.shift_left %441, %395 : tensor<2xui32>
      %445 = stablehlo.shift_right_logical %441, %397 : tensor<2xui32>
      %446 = stablehlo.or %444, %445 : tensor<2xui32>
      %447 = stablehlo.xor %446, %442 : tensor<2xui32>
      %448 = stablehlo.add %447, %371 : tensor<2xui32>
      %449 = stablehlo.constant dense<4> : tensor<2xui32>
      %450 = stablehlo.add %448, %449 : tensor<2xui32>
      %451 = stablehlo.add %443, %450 : tensor<2xui32>
      %452 = stablehlo.shift_left %450, %343 : tensor<2xui32>
      %453 = stablehlo.shift_right_logical %450, %345 : tensor<2xui32>
      %454 = stablehlo.or %452, %453 : tensor<2xui32>
      %455 = stablehlo.xor %454, %451 : tensor<2xui32>
      %456 = stablehlo.add %451, %455 : tensor<2xui32>
      %457 = stablehlo.shift_left %455, %350 : tensor<2xui32>
      %458 = stablehlo.shift_right_logical %455, %352 : tensor<2xui32>
      %459 = stablehlo.or %457, %458 : tensor<2xui32>
      %460 = stablehlo.xor %459, %456 : tensor<2xui32>
      %461 = stablehlo.add %456, %460 : tensor<2xui32>
      %462 = stablehlo.shift_left %460, %357 : tensor<2xui32>
      %463 = stablehlo.shift_right_logical %460, %359 : tensor<2xui32>
      %464 = stablehlo.or %462, %463 : tensor<2xui32>
      %465 = stablehlo.xor %464, %461 : tensor<2xui32>
      %466 = stablehlo.add %461, %465 : tensor<2xui32>
      %467 = stablehlo.add %466, %371 : tensor<2xui32>
      %468 = stablehlo.reshape %467 : (tensor<2xui32>) -> tensor<2x1xui32>
      %469 = stablehlo.shift_left %465, %359 : tensor<2xui32>
      %470 = stablehlo.shift_right_logical %465, %357 : tensor<2xui32>
      %471 = stablehlo.or %469, %470 : tensor<2xui32>
      %472 = stablehlo.xor %471, %466 : tensor<2xui32>
      %473 = stablehlo.add %472, %335 : tensor<2xui32>
      %474 = stablehlo.constant dense<5> : tensor<2xui32>
      %475 = stablehlo.add %473, %474 : tensor<2xui32>
      %476 = stablehlo.reshape %475 : (tensor<2xui32>) -> tensor<2x1xui32>
      %477 = stablehlo.concatenate %468, %476, dim = 1 : (tensor<2x1xui32>, tensor<2x1xui32>) -> tensor<2x2xui32>
      %478 = stablehlo.slice %477 [0:2, 0:1] : (tensor<2x2xui32>) -> tensor<2x1xui32>
      %479 = stablehlo.reshape %478 : (tensor<2x1xui32>) -> tensor<2xui32>
      %480 = stablehlo.shift_right_logical %479, %397 : tensor<2xui32>
      %481 = stablehlo.convert %480 : (tensor<2xui32>) -> tensor<2xf32>
      %482 = stablehlo.constant dense<5.9604645e-08> : tensor<2xf32>
      %483 = stablehlo.multiply %481, %482 : tensor<2xf32>
      %484 = stablehlo.reduce(%327 init: %24) applies stablehlo.add across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
      %485 = stablehlo.multiply %483, %484 : tensor<2xf32>
      %486:2 = stablehlo.while(%_14 = %257, %_15 = %250) : tensor<i32>, tensor<2xi32>
      cond {
        %487 = stablehlo.compare GT, %_14, %0, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
        stablehlo.return %487 : tensor<i1>
      } do {
        %488 = stablehlo.constant dense<1> : tensor<i32>
        %489 = stablehlo.shift_right_logical %_14, %488 : tensor<i32>
        %490 = stablehlo.broadcast_in_dim %_14, dims = [] : (tensor<i32>) -> tensor<2xi32>
        %491 = stablehlo.add %_15, %490 : tensor<2xi32>
        %492 = stablehlo.constant dense<1> : tensor<2xi32>
        %493 = stablehlo.subtract %491, %492 : tensor<2xi32>
        %494 = stablehlo.broadcast_in_dim %493, dims = [0] : (tensor<2xi32>) -> tensor<2x11xi32>
        %495 = stablehlo.compare LE, %244, %494, SIGNED : (tensor<2x11xi32>, tensor<2x11xi32>) -> tensor<2x11xi1>
        %496 = stablehlo.select %495, %327, %227 : tensor<2x11xi1>, tensor<2x11xf32>
        %497 = stablehlo.reduce(%496 init: %24) applies stablehlo.add across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
        %498 = stablehlo.compare LE, %497, %485, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
        %499 = stablehlo.compare LT, %491, %252, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
        %500 = stablehlo.and %498, %499 : tensor<2xi1>
        %501 = stablehlo.select %500, %491, %_15 : tensor<2xi1>, tensor<2xi32>
        stablehlo.return %489, %501 : tensor<i32>, tensor<2xi32>
      }
      %502 = stablehlo.select %256, %254, %486#1 : tensor<2xi1>, tensor<2xi32>
      %503 = stablehlo.select %_3, %_2, %502 : tensor<2xi1>, tensor<2xi32>
      %504 = stablehlo.select %_3, %13, %503 : tensor<2xi1>, tensor<2xi32>
      %505 = stablehlo.broadcast_in_dim %504, dims = [0] : (tensor<2xi32>) -> tensor<2x1xi32>
      %506 = stablehlo.dynamic_update_slice %_1, %505, %0, %_0 : (tensor<2x4xi32>, tensor<2x1xi32>, tensor<i32>, tensor<i32>) -> tensor<2x4xi32>
      %507 = stablehlo.broadcast_in_dim %502, dims = [0] : (tensor<2xi32>) -> tensor<2x1xi32>
      %508 = stablehlo.compare EQ, %507, %orders.stop_ids, SIGNED : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x1xi1>
      %509 = stablehlo.constant dense<false> : tensor<i1>
      %510 = stablehlo.reduce(%508 init: %509) applies stablehlo.or across dimensions = [1] : (tensor<2x1xi1>, tensor<i1>) -> tensor<2xi1>
      %511 = stablehlo.constant dense<1> : tensor<2xi32>
      %512 = stablehlo.add %_4, %511 : tensor<2xi32>
      %513 = stablehlo.compare GE, %512, %orders.budget, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %514 = stablehlo.or %510, %513 : tensor<2xi1>
      %515 = stablehlo.compare GE, %502, %252, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %516 = stablehlo.or %514, %515 : tensor<2xi1>
      %517 = stablehlo.or %_3, %516 : tensor<2xi1>
      %518 = stablehlo.select %_3, %_4, %512 : tensor<2xi1>, tensor<2xi32>
      %519 = stablehlo.broadcast_in_dim %503, dims = [0] : (tensor<2xi32>) -> tensor<2x11xi32>
      %520 = stablehlo.compare EQ, %244, %519, SIGNED : (tensor<2x11xi32>, tensor<2x11xi32>) -> tensor<2x11xi1>
      %521 = stablehlo.or %_5, %520 : tensor<2x11xi1>
      %522 = stablehlo.broadcast_in_dim %21, dims = [0] : (tensor<2xi1>) -> tensor<2x2x28xi1>
      %523 = stablehlo.slice %60 [0:2, 1:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x2x28xf32>
      %524 = stablehlo.select %522, %523, %_6 : tensor<2x2x28xi1>, tensor<2x2x28xf32>
      %525 = stablehlo.slice %156 [0:2, 1:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x2x28xf32>
      %526 = stablehlo.select %522, %525, %_8 : tensor<2x2x28xi1>, tensor<2x2x28xf32>
      stablehlo.return %12, %506, %503, %517, %518, %521, %524, %93, %526, %189 : tensor<i32>, tensor<2x4xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x11xi1>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
    }
    func.return %2#1, %2#2, %2#3, %2#4, %2#5, %2#6, %2#7, %2#8, %2#9 : tensor<2x4xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x11xi1>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
  }
}
