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
      %28 = stablehlo.slice %26 [0:1, 0:8] : (tensor<2x8xf32>) -> tensor<1x8xf32>
      %29 = stablehlo.reshape %28 : (tensor<1x8xf32>) -> tensor<8xf32>
      %30 = stablehlo.slice %29 [0:1] : (tensor<8xf32>) -> tensor<1xf32>
      %31 = stablehlo.reshape %30 : (tensor<1xf32>) -> tensor<f32>
      %32 = stablehlo.abs %31 : tensor<f32>
      %33 = stablehlo.constant dense<-1.0> : tensor<f32>
      %34 = stablehlo.compare LT, %32, %33, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
      %35 = stablehlo.not %34 : tensor<i1>
      %36 = stablehlo.convert %35 : (tensor<i1>) -> tensor<f32>
      %37 = stablehlo.broadcast_in_dim %36, dims = [] : (tensor<f32>) -> tensor<48x8xf32>
      %38 = stablehlo.multiply %27, %37 : tensor<48x8xf32>
      %39 = stablehlo.dot_general %26, %38, contracting_dims = [1] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x8xf32>, tensor<48x8xf32>) -> tensor<2x48xf32>
      %40 = stablehlo.slice %39 [0:2, 44:48] : (tensor<2x48xf32>) -> tensor<2x4xf32>
      %41 = stablehlo.reshape %40 : (tensor<2x4xf32>) -> tensor<2x2x2xf32>
      %42 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.dt_bias, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2xf32>
      %43 = stablehlo.add %41, %42 : tensor<2x2x2xf32>
      %44 = stablehlo.constant dense<0.0> : tensor<2x2x2xf32>
      %45 = stablehlo.maximum %43, %44 : tensor<2x2x2xf32>
      %46 = stablehlo.abs %43 : tensor<2x2x2xf32>
      %47 = stablehlo.negate %46 : tensor<2x2x2xf32>
      %48 = stablehlo.exponential %47 : tensor<2x2x2xf32>
      %49 = stablehlo.log_plus_one %48 : tensor<2x2x2xf32>
      %50 = stablehlo.add %45, %49 : tensor<2x2x2xf32>
      %51 = stablehlo.constant dense<0.001> : tensor<2x2x2xf32>
      %52 = stablehlo.maximum %50, %51 : tensor<2x2x2xf32>
      %53 = stablehlo.constant dense<100.0> : tensor<2x2x2xf32>
      %54 = stablehlo.minimum %52, %53 : tensor<2x2x2xf32>
      %55 = stablehlo.select %14, %54, %44 : tensor<2x2x2xi1>, tensor<2x2x2xf32>
      %56 = stablehlo.optimization_barrier %55 : tensor<2x2x2xf32>
      %57 = stablehlo.multiply %12, %56 : tensor<2x2x2xf32>
      %58 = stablehlo.exponential %57 : tensor<2x2x2xf32>
      %59 = stablehlo.broadcast_in_dim %58, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4x3xf32>
      %60 = stablehlo.multiply %59, %_6 : tensor<2x2x2x4x3xf32>
      %61 = stablehlo.slice %39 [0:2, 16:44] : (tensor<2x48xf32>) -> tensor<2x28xf32>
      %62 = stablehlo.reshape %61 : (tensor<2x28xf32>) -> tensor<2x1x28xf32>
      %63 = stablehlo.concatenate %_5, %62, dim = 1 : (tensor<2x2x28xf32>, tensor<2x1x28xf32>) -> tensor<2x3x28xf32>
      %64 = stablehlo.slice %63 [0:2, 0:1, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %65 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %66 = stablehlo.reshape %65 : (tensor<28x1xf32>) -> tensor<28xf32>
      %67 = stablehlo.broadcast_in_dim %66, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %68 = stablehlo.multiply %64, %67 : tensor<2x1x28xf32>
      %69 = stablehlo.slice %63 [0:2, 1:2, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %70 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %71 = stablehlo.reshape %70 : (tensor<28x1xf32>) -> tensor<28xf32>
      %72 = stablehlo.broadcast_in_dim %71, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %73 = stablehlo.multiply %69, %72 : tensor<2x1x28xf32>
      %74 = stablehlo.add %68, %73 : tensor<2x1x28xf32>
      %75 = stablehlo.slice %63 [0:2, 2:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %76 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %77 = stablehlo.reshape %76 : (tensor<28x1xf32>) -> tensor<28xf32>
      %78 = stablehlo.broadcast_in_dim %77, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %79 = stablehlo.multiply %75, %78 : tensor<2x1x28xf32>
      %80 = stablehlo.add %74, %79 : tensor<2x1x28xf32>
      %81 = stablehlo.reshape %80 : (tensor<2x1x28xf32>) -> tensor<2x28xf32>
      %82 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.conv_bias, dims = [1] : (tensor<28xf32>) -> tensor<2x28xf32>
      %83 = stablehlo.add %81, %82 : tensor<2x28xf32>
      %84 = stablehlo.logistic %83 : tensor<2x28xf32>
      %85 = stablehlo.multiply %83, %84 : tensor<2x28xf32>
      %86 = stablehlo.optimization_barrier %85 : tensor<2x28xf32>
      %87 = stablehlo.slice %86 [0:2, 0:16] : (tensor<2x28xf32>) -> tensor<2x16xf32>
      %88 = stablehlo.reshape %87 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
      %89 = stablehlo.broadcast_in_dim %56, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4xf32>
      %90 = stablehlo.multiply %88, %89 : tensor<2x2x2x4xf32>
      %91 = stablehlo.broadcast_in_dim %90, dims = [0, 1, 2, 3] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x3xf32>
      %92 = stablehlo.slice %86 [0:2, 16:22] : (tensor<2x28xf32>) -> tensor<2x6xf32>
      %93 = stablehlo.reshape %92 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
      %94 = stablehlo.broadcast_in_dim %93, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
      %95 = stablehlo.multiply %91, %94 : tensor<2x2x2x4x3xf32>
      %96 = stablehlo.add %60, %95 : tensor<2x2x2x4x3xf32>
      %97 = stablehlo.slice %86 [0:2, 22:28] : (tensor<2x28xf32>) -> tensor<2x6xf32>
      %98 = stablehlo.reshape %97 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
      %99 = stablehlo.broadcast_in_dim %98, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
      %100 = stablehlo.multiply %96, %99 : tensor<2x2x2x4x3xf32>
      %101 = stablehlo.reduce(%100 init: %16) applies stablehlo.add across dimensions = [4] : (tensor<2x2x2x4x3xf32>, tensor<f32>) -> tensor<2x2x2x4xf32>
      %102 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.D, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
      %103 = stablehlo.multiply %102, %88 : tensor<2x2x2x4xf32>
      %104 = stablehlo.add %101, %103 : tensor<2x2x2x4xf32>
      %105 = stablehlo.slice %39 [0:2, 0:16] : (tensor<2x48xf32>) -> tensor<2x16xf32>
      %106 = stablehlo.reshape %105 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
      %107 = stablehlo.logistic %106 : tensor<2x2x2x4xf32>
      %108 = stablehlo.multiply %106, %107 : tensor<2x2x2x4xf32>
      %109 = stablehlo.multiply %104, %108 : tensor<2x2x2x4xf32>
      %110 = stablehlo.multiply %109, %109 : tensor<2x2x2x4xf32>
      %111 = stablehlo.reduce(%110 init: %16) applies stablehlo.add across dimensions = [2, 3] : (tensor<2x2x2x4xf32>, tensor<f32>) -> tensor<2x2xf32>
      %112 = stablehlo.constant dense<0.125> : tensor<2x2xf32>
      %113 = stablehlo.multiply %111, %112 : tensor<2x2xf32>
      %114 = stablehlo.constant dense<1.0e-05> : tensor<2x2xf32>
      %115 = stablehlo.add %113, %114 : tensor<2x2xf32>
      %116 = stablehlo.rsqrt %115 : tensor<2x2xf32>
      %117 = stablehlo.broadcast_in_dim %116, dims = [0, 1] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
      %118 = stablehlo.multiply %109, %117 : tensor<2x2x2x4xf32>
      %119 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.norm, dims = [1, 2, 3] : (tensor<2x2x4xf32>) -> tensor<2x2x2x4xf32>
      %120 = stablehlo.multiply %118, %119 : tensor<2x2x2x4xf32>
      %121 = stablehlo.reshape %120 : (tensor<2x2x2x4xf32>) -> tensor<2x16xf32>
      %122 = stablehlo.convert %weights.layers.0.mixer.out_proj : (tensor<8x16xbf16>) -> tensor<8x16xf32>
      %123 = stablehlo.slice %121 [0:1, 0:16] : (tensor<2x16xf32>) -> tensor<1x16xf32>
      %124 = stablehlo.reshape %123 : (tensor<1x16xf32>) -> tensor<16xf32>
      %125 = stablehlo.slice %124 [0:1] : (tensor<16xf32>) -> tensor<1xf32>
      %126 = stablehlo.reshape %125 : (tensor<1xf32>) -> tensor<f32>
      %127 = stablehlo.abs %126 : tensor<f32>
      %128 = stablehlo.compare LT, %127, %33, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
      %129 = stablehlo.not %128 : tensor<i1>
      %130 = stablehlo.convert %129 : (tensor<i1>) -> tensor<f32>
      %131 = stablehlo.broadcast_in_dim %130, dims = [] : (tensor<f32>) -> tensor<8x16xf32>
      %132 = stablehlo.multiply %122, %131 : tensor<8x16xf32>
      %133 = stablehlo.dot_general %121, %132, contracting_dims = [1] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x16xf32>, tensor<8x16xf32>) -> tensor<2x8xf32>
      %134 = stablehlo.add %9, %133 : tensor<2x8xf32>
      %135 = stablehlo.exponential %weights.layers.1.mixer.A_log : tensor<2x2xf32>
      %136 = stablehlo.negate %135 : tensor<2x2xf32>
      %137 = stablehlo.broadcast_in_dim %136, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2xf32>
      %138 = stablehlo.multiply %134, %134 : tensor<2x8xf32>
      %139 = stablehlo.reduce(%138 init: %16) applies stablehlo.add across dimensions = [1] : (tensor<2x8xf32>, tensor<f32>) -> tensor<2xf32>
      %140 = stablehlo.multiply %139, %18 : tensor<2xf32>
      %141 = stablehlo.add %140, %20 : tensor<2xf32>
      %142 = stablehlo.rsqrt %141 : tensor<2xf32>
      %143 = stablehlo.broadcast_in_dim %142, dims = [0] : (tensor<2xf32>) -> tensor<2x8xf32>
      %144 = stablehlo.multiply %134, %143 : tensor<2x8xf32>
      %145 = stablehlo.broadcast_in_dim %weights.layers.1.norm, dims = [1] : (tensor<8xf32>) -> tensor<2x8xf32>
      %146 = stablehlo.multiply %144, %145 : tensor<2x8xf32>
      %147 = stablehlo.convert %weights.layers.1.mixer.in_proj : (tensor<48x8xbf16>) -> tensor<48x8xf32>
      %148 = stablehlo.slice %146 [0:1, 0:8] : (tensor<2x8xf32>) -> tensor<1x8xf32>
      %149 = stablehlo.reshape %148 : (tensor<1x8xf32>) -> tensor<8xf32>
      %150 = stablehlo.slice %149 [0:1] : (tensor<8xf32>) -> tensor<1xf32>
      %151 = stablehlo.reshape %150 : (tensor<1xf32>) -> tensor<f32>
      %152 = stablehlo.abs %151 : tensor<f32>
      %153 = stablehlo.compare LT, %152, %33, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
      %154 = stablehlo.not %153 : tensor<i1>
      %155 = stablehlo.convert %154 : (tensor<i1>) -> tensor<f32>
      %156 = stablehlo.broadcast_in_dim %155, dims = [] : (tensor<f32>) -> tensor<48x8xf32>
      %157 = stablehlo.multiply %147, %156 : tensor<48x8xf32>
      %158 = stablehlo.dot_general %146, %157, contracting_dims = [1] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x8xf32>, tensor<48x8xf32>) -> tensor<2x48xf32>
      %159 = stablehlo.slice %158 [0:2, 44:48] : (tensor<2x48xf32>) -> tensor<2x4xf32>
      %160 = stablehlo.reshape %159 : (tensor<2x4xf32>) -> tensor<2x2x2xf32>
      %161 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.dt_bias, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2xf32>
      %162 = stablehlo.add %160, %161 : tensor<2x2x2xf32>
      %163 = stablehlo.maximum %162, %44 : tensor<2x2x2xf32>
      %164 = stablehlo.abs %162 : tensor<2x2x2xf32>
      %165 = stablehlo.negate %164 : tensor<2x2x2xf32>
      %166 = stablehlo.exponential %165 : tensor<2x2x2xf32>
      %167 = stablehlo.log_plus_one %166 : tensor<2x2x2xf32>
      %168 = stablehlo.add %163, %167 : tensor<2x2x2xf32>
      %169 = stablehlo.maximum %168, %51 : tensor<2x2x2xf32>
      %170 = stablehlo.minimum %169, %53 : tensor<2x2x2xf32>
      %171 = stablehlo.select %14, %170, %44 : tensor<2x2x2xi1>, tensor<2x2x2xf32>
      %172 = stablehlo.optimization_barrier %171 : tensor<2x2x2xf32>
      %173 = stablehlo.multiply %137, %172 : tensor<2x2x2xf32>
      %174 = stablehlo.exponential %173 : tensor<2x2x2xf32>
      %175 = stablehlo.broadcast_in_dim %174, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4x3xf32>
      %176 = stablehlo.multiply %175, %_8 : tensor<2x2x2x4x3xf32>
      %177 = stablehlo.slice %158 [0:2, 16:44] : (tensor<2x48xf32>) -> tensor<2x28xf32>
      %178 = stablehlo.reshape %177 : (tensor<2x28xf32>) -> tensor<2x1x28xf32>
      %179 = stablehlo.concatenate %_7, %178, dim = 1 : (tensor<2x2x28xf32>, tensor<2x1x28xf32>) -> tensor<2x3x28xf32>
      %180 = stablehlo.slice %179 [0:2, 0:1, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %181 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %182 = stablehlo.reshape %181 : (tensor<28x1xf32>) -> tensor<28xf32>
      %183 = stablehlo.broadcast_in_dim %182, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %184 = stablehlo.multiply %180, %183 : tensor<2x1x28xf32>
      %185 = stablehlo.slice %179 [0:2, 1:2, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %186 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %187 = stablehlo.reshape %186 : (tensor<28x1xf32>) -> tensor<28xf32>
      %188 = stablehlo.broadcast_in_dim %187, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %189 = stablehlo.multiply %185, %188 : tensor<2x1x28xf32>
      %190 = stablehlo.add %184, %189 : tensor<2x1x28xf32>
      %191 = stablehlo.slice %179 [0:2, 2:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
      %192 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
      %193 = stablehlo.reshape %192 : (tensor<28x1xf32>) -> tensor<28xf32>
      %194 = stablehlo.broadcast_in_dim %193, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
      %195 = stablehlo.multiply %191, %194 : tensor<2x1x28xf32>
      %196 = stablehlo.add %190, %195 : tensor<2x1x28xf32>
      %197 = stablehlo.reshape %196 : (tensor<2x1x28xf32>) -> tensor<2x28xf32>
      %198 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.conv_bias, dims = [1] : (tensor<28xf32>) -> tensor<2x28xf32>
      %199 = stablehlo.add %197, %198 : tensor<2x28xf32>
      %200 = stablehlo.logistic %199 : tensor<2x28xf32>
      %201 = stablehlo.multiply %199, %200 : tensor<2x28xf32>
      %202 = stablehlo.optimization_barrier %201 : tensor<2x28xf32>
      %203 = stablehlo.slice %202 [0:2, 0:16] : (tensor<2x28xf32>) -> tensor<2x16xf32>
      %204 = stablehlo.reshape %203 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
      %205 = stablehlo.broadcast_in_dim %172, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4xf32>
      %206 = stablehlo.multiply %204, %205 : tensor<2x2x2x4xf32>
      %207 = stablehlo.broadcast_in_dim %206, dims = [0, 1, 2, 3] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x3xf32>
      %208 = stablehlo.slice %202 [0:2, 16:22] : (tensor<2x28xf32>) -> tensor<2x6xf32>
      %209 = stablehlo.reshape %208 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
      %210 = stablehlo.broadcast_in_dim %209, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
      %211 = stablehlo.multiply %207, %210 : tensor<2x2x2x4x3xf32>
      %212 = stablehlo.add %176, %211 : tensor<2x2x2x4x3xf32>
      %213 = stablehlo.slice %202 [0:2, 22:28] : (tensor<2x28xf32>) -> tensor<2x6xf32>
      %214 = stablehlo.reshape %213 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
      %215 = stablehlo.broadcast_in_dim %214, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
      %216 = stablehlo.multiply %212, %215 : tensor<2x2x2x4x3xf32>
      %217 = stablehlo.reduce(%216 init: %16) applies stablehlo.add across dimensions = [4] : (tensor<2x2x2x4x3xf32>, tensor<f32>) -> tensor<2x2x2x4xf32>
      %218 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.D, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
      %219 = stablehlo.multiply %218, %204 : tensor<2x2x2x4xf32>
      %220 = stablehlo.add %217, %219 : tensor<2x2x2x4xf32>
      %221 = stablehlo.slice %158 [0:2, 0:16] : (tensor<2x48xf32>) -> tensor<2x16xf32>
      %222 = stablehlo.reshape %221 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
      %223 = stablehlo.logistic %222 : tensor<2x2x2x4xf32>
      %224 = stablehlo.multiply %222, %223 : tensor<2x2x2x4xf32>
      %225 = stablehlo.multiply %220, %224 : tensor<2x2x2x4xf32>
      %226 = stablehlo.multiply %225, %225 : tensor<2x2x2x4xf32>
      %227 = stablehlo.reduce(%226 init: %16) applies stablehlo.add across dimensions = [2, 3] : (tensor<2x2x2x4xf32>, tensor<f32>) -> tensor<2x2xf32>
      %228 = stablehlo.multiply %227, %112 : tensor<2x2xf32>
      %229 = stablehlo.add %228, %114 : tensor<2x2xf32>
      %230 = stablehlo.rsqrt %229 : tensor<2x2xf32>
      %231 = stablehlo.broadcast_in_dim %230, dims = [0, 1] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
      %232 = stablehlo.multiply %225, %231 : tensor<2x2x2x4xf32>
      %233 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.norm, dims = [1, 2, 3] : (tensor<2x2x4xf32>) -> tensor<2x2x2x4xf32>
      %234 = stablehlo.multiply %232, %233 : tensor<2x2x2x4xf32>
      %235 = stablehlo.reshape %234 : (tensor<2x2x2x4xf32>) -> tensor<2x16xf32>
      %236 = stablehlo.convert %weights.layers.1.mixer.out_proj : (tensor<8x16xbf16>) -> tensor<8x16xf32>
      %237 = stablehlo.slice %235 [0:1, 0:16] : (tensor<2x16xf32>) -> tensor<1x16xf32>
      %238 = stablehlo.reshape %237 : (tensor<1x16xf32>) -> tensor<16xf32>
      %239 = stablehlo.slice %238 [0:1] : (tensor<16xf32>) -> tensor<1xf32>
      %240 = stablehlo.reshape %239 : (tensor<1xf32>) -> tensor<f32>
      %241 = stablehlo.abs %240 : tensor<f32>
      %242 = stablehlo.compare LT, %241, %33, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
      %243 = stablehlo.not %242 : tensor<i1>
      %244 = stablehlo.convert %243 : (tensor<i1>) -> tensor<f32>
      %245 = stablehlo.broadcast_in_dim %244, dims = [] : (tensor<f32>) -> tensor<8x16xf32>
      %246 = stablehlo.multiply %236, %245 : tensor<8x16xf32>
      %247 = stablehlo.dot_general %235, %246, contracting_dims = [1] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x16xf32>, tensor<8x16xf32>) -> tensor<2x8xf32>
      %248 = stablehlo.add %134, %247 : tensor<2x8xf32>
      %249 = stablehlo.multiply %248, %248 : tensor<2x8xf32>
      %250 = stablehlo.reduce(%249 init: %16) applies stablehlo.add across dimensions = [1] : (tensor<2x8xf32>, tensor<f32>) -> tensor<2xf32>
      %251 = stablehlo.multiply %250, %18 : tensor<2xf32>
      %252 = stablehlo.add %251, %20 : tensor<2xf32>
      %253 = stablehlo.rsqrt %252 : tensor<2xf32>
      %254 = stablehlo.broadcast_in_dim %253, dims = [0] : (tensor<2xf32>) -> tensor<2x8xf32>
      %255 = stablehlo.multiply %248, %254 : tensor<2x8xf32>
      %256 = stablehlo.broadcast_in_dim %weights.norm_f, dims = [1] : (tensor<8xf32>) -> tensor<2x8xf32>
      %257 = stablehlo.multiply %255, %256 : tensor<2x8xf32>
      %258 = stablehlo.convert %weights.embedding : (tensor<11x8xbf16>) -> tensor<11x8xf32>
      %259 = stablehlo.slice %257 [0:1, 0:8] : (tensor<2x8xf32>) -> tensor<1x8xf32>
      %260 = stablehlo.reshape %259 : (tensor<1x8xf32>) -> tensor<8xf32>
      %261 = stablehlo.slice %260 [0:1] : (tensor<8xf32>) -> tensor<1xf32>
      %262 = stablehlo.reshape %261 : (tensor<1xf32>) -> tensor<f32>
      %263 = stablehlo.abs %262 : tensor<f32>
      %264 = stablehlo.compare LT, %263, %33, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
      %265 = stablehlo.not %264 : tensor<i1>
      %266 = stablehlo.convert %265 : (tensor<i1>) -> tensor<f32>
      %267 = stablehlo.broadcast_in_dim %266, dims = [] : (tensor<f32>) -> tensor<11x8xf32>
      %268 = stablehlo.multiply %258, %267 : tensor<11x8xf32>
      %269 = stablehlo.dot_general %257, %268, contracting_dims = [1] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x8xf32>, tensor<11x8xf32>) -> tensor<2x11xf32>
      %270 = stablehlo.constant dense<0xFF800000> : tensor<f32>
      %271 = stablehlo.reduce(%269 init: %270) applies stablehlo.maximum across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
      %272 = stablehlo.abs %271 : tensor<2xf32>
      %273 = stablehlo.constant dense<0x7F800000> : tensor<2xf32>
      %274 = stablehlo.compare LT, %272, %273, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
      %275 = stablehlo.compare NE, %269, %269, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
      %276 = stablehlo.constant dense<-1> : tensor<2x11xi32>
      %277 = stablehlo.broadcast_in_dim %271, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
      %278 = stablehlo.compare EQ, %269, %277, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
      %279 = stablehlo.iota dim = 0 : tensor<11xi32>
      %280 = stablehlo.broadcast_in_dim %279, dims = [1] : (tensor<11xi32>) -> tensor<2x11xi32>
      %281 = stablehlo.constant dense<11> : tensor<2x11xi32>
      %282 = stablehlo.select %278, %280, %281 : tensor<2x11xi1>, tensor<2x11xi32>
      %283 = stablehlo.select %275, %276, %282 : tensor<2x11xi1>, tensor<2x11xi32>
      %284 = stablehlo.constant dense<2147483647> : tensor<i32>
      %285 = stablehlo.reduce(%283 init: %284) applies stablehlo.minimum across dimensions = [1] : (tensor<2x11xi32>, tensor<i32>) -> tensor<2xi32>
      %286 = stablehlo.constant dense<0> : tensor<2xi32>
      %287 = stablehlo.compare LT, %285, %286, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %288 = stablehlo.constant dense<11> : tensor<2xi32>
      %289 = stablehlo.select %287, %288, %285 : tensor<2xi1>, tensor<2xi32>
      %290 = stablehlo.select %274, %289, %288 : tensor<2xi1>, tensor<2xi32>
      %291 = stablehlo.select %_3, %_2, %290 : tensor<2xi1>, tensor<2xi32>
      %292 = stablehlo.select %_3, %7, %291 : tensor<2xi1>, tensor<2xi32>
      %293 = stablehlo.broadcast_in_dim %292, dims = [0] : (tensor<2xi32>) -> tensor<2x1xi32>
      %294 = stablehlo.dynamic_update_slice %_1, %293, %0, %_0 : (tensor<2x4xi32>, tensor<2x1xi32>, tensor<i32>, tensor<i32>) -> tensor<2x4xi32>
      %295 = stablehlo.broadcast_in_dim %290, dims = [0] : (tensor<2xi32>) -> tensor<2x1xi32>
      %296 = stablehlo.compare EQ, %295, %orders.stop_ids, SIGNED : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x1xi1>
      %297 = stablehlo.constant dense<false> : tensor<i1>
      %298 = stablehlo.reduce(%296 init: %297) applies stablehlo.or across dimensions = [1] : (tensor<2x1xi1>, tensor<i1>) -> tensor<2xi1>
      %299 = stablehlo.constant dense<1> : tensor<2xi32>
      %300 = stablehlo.add %_4, %299 : tensor<2xi32>
      %301 = stablehlo.compare GE, %300, %orders.budget, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %302 = stablehlo.or %298, %301 : tensor<2xi1>
      %303 = stablehlo.compare GE, %290, %288, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %304 = stablehlo.or %302, %303 : tensor<2xi1>
      %305 = stablehlo.or %_3, %304 : tensor<2xi1>
      %306 = stablehlo.select %_3, %_4, %300 : tensor<2xi1>, tensor<2xi32>
      %307 = stablehlo.broadcast_in_dim %13, dims = [0] : (tensor<2xi1>) -> tensor<2x2x28xi1>
      %308 = stablehlo.slice %63 [0:2, 1:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x2x28xf32>
      %309 = stablehlo.select %307, %308, %_5 : tensor<2x2x28xi1>, tensor<2x2x28xf32>
      %310 = stablehlo.slice %179 [0:2, 1:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x2x28xf32>
      %311 = stablehlo.select %307, %310, %_7 : tensor<2x2x28xi1>, tensor<2x2x28xf32>
      stablehlo.return %6, %294, %291, %305, %306, %309, %96, %311, %212 : tensor<i32>, tensor<2x4xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
    }
    func.return %2#1, %2#2, %2#3, %2#4, %2#5, %2#6, %2#7, %2#8 : tensor<2x4xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
  }
}
