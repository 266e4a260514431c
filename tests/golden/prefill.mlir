module @prefill {
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
      %state.layers.0.conv: tensor<2x2x28xf32> {tf.aliasing_output = 1 : i32},
      %state.layers.0.ssm: tensor<2x2x2x4x3xf32> {tf.aliasing_output = 2 : i32},
      %state.layers.1.conv: tensor<2x2x28xf32> {tf.aliasing_output = 3 : i32},
      %state.layers.1.ssm: tensor<2x2x2x4x3xf32> {tf.aliasing_output = 4 : i32},
      %logits: tensor<2x11xf32> {tf.aliasing_output = 0 : i32},
      %ids: tensor<2x7xi32>,
      %lengths: tensor<2xi32>
  ) -> (tensor<2x11xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>) {
    // result 0: logits
    // result 1: state.layers.0.conv
    // result 2: state.layers.0.ssm
    // result 3: state.layers.1.conv
    // result 4: state.layers.1.ssm
    %0 = stablehlo.constant dense<0> : tensor<2xi32>
    %1 = stablehlo.compare GT, %lengths, %0, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
    %2 = stablehlo.broadcast_in_dim %1, dims = [0] : (tensor<2xi1>) -> tensor<2x11xi1>
    %3 = "stablehlo.gather"(%weights.embedding, %ids) <{dimension_numbers = #stablehlo.gather<offset_dims = [2], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 2>, indices_are_sorted = false, slice_sizes = array<i64: 1, 8>}> : (tensor<11x8xbf16>, tensor<2x7xi32>) -> tensor<2x7x8xbf16>
    %4 = stablehlo.convert %3 : (tensor<2x7x8xbf16>) -> tensor<2x7x8xf32>
    %5 = stablehlo.iota dim = 0 : tensor<5xi32>
    %6 = stablehlo.broadcast_in_dim %5, dims = [0] : (tensor<5xi32>) -> tensor<5x5xi32>
    %7 = stablehlo.broadcast_in_dim %5, dims = [1] : (tensor<5xi32>) -> tensor<5x5xi32>
    %8 = stablehlo.compare GE, %6, %7, SIGNED : (tensor<5x5xi32>, tensor<5x5xi32>) -> tensor<5x5xi1>
    %9 = stablehlo.broadcast_in_dim %8, dims = [4, 5] : (tensor<5x5xi1>) -> tensor<2x2x2x2x5x5xi1>
    %10 = stablehlo.exponential %weights.layers.0.mixer.A_log : tensor<2x2xf32>
    %11 = stablehlo.negate %10 : tensor<2x2xf32>
    %12 = stablehlo.broadcast_in_dim %11, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2xf32>
    %13 = stablehlo.iota dim = 0 : tensor<7xi32>
    %14 = stablehlo.broadcast_in_dim %13, dims = [1] : (tensor<7xi32>) -> tensor<2x7xi32>
    %15 = stablehlo.broadcast_in_dim %lengths, dims = [0] : (tensor<2xi32>) -> tensor<2x7xi32>
    %16 = stablehlo.compare LT, %14, %15, SIGNED : (tensor<2x7xi32>, tensor<2x7xi32>) -> tensor<2x7xi1>
    %17 = stablehlo.broadcast_in_dim %16, dims = [0, 1] : (tensor<2x7xi1>) -> tensor<2x7x2x2xi1>
    %18 = stablehlo.multiply %4, %4 : tensor<2x7x8xf32>
    %19 = stablehlo.constant dense<0.0> : tensor<f32>
    %20 = stablehlo.reduce(%18 init: %19) applies stablehlo.add across dimensions = [2] : (tensor<2x7x8xf32>, tensor<f32>) -> tensor<2x7xf32>
    %21 = stablehlo.constant dense<0.125> : tensor<2x7xf32>
    %22 = stablehlo.multiply %20, %21 : tensor<2x7xf32>
    %23 = stablehlo.constant dense<1.0e-05> : tensor<2x7xf32>
    %24 = stablehlo.add %22, %23 : tensor<2x7xf32>
    %25 = stablehlo.rsqrt %24 : tensor<2x7xf32>
    %26 = stablehlo.broadcast_in_dim %25, dims = [0, 1] : (tensor<2x7xf32>) -> tensor<2x7x8xf32>
    %27 = stablehlo.multiply %4, %26 : tensor<2x7x8xf32>
    %28 = stablehlo.broadcast_in_dim %weights.layers.0.norm, dims = [2] : (tensor<8xf32>) -> tensor<2x7x8xf32>
    %29 = stablehlo.multiply %27, %28 : tensor<2x7x8xf32>
    %30 = stablehlo.convert %weights.layers.0.mixer.in_proj : (tensor<48x8xbf16>) -> tensor<48x8xf32>
    %31 = stablehlo.dot_general %29, %30, contracting_dims = [2] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x7x8xf32>, tensor<48x8xf32>) -> tensor<2x7x48xf32>
    %32 = stablehlo.slice %31 [0:2, 0:7, 44:48] : (tensor<2x7x48xf32>) -> tensor<2x7x4xf32>
    %33 = stablehlo.reshape %32 : (tensor<2x7x4xf32>) -> tensor<2x7x2x2xf32>
    %34 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.dt_bias, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2xf32>
    %35 = stablehlo.add %33, %34 : tensor<2x7x2x2xf32>
    %36 = stablehlo.constant dense<0.0> : tensor<2x7x2x2xf32>
    %37 = stablehlo.maximum %35, %36 : tensor<2x7x2x2xf32>
    %38 = stablehlo.abs %35 : tensor<2x7x2x2xf32>
    %39 = stablehlo.negate %38 : tensor<2x7x2x2xf32>
    %40 = stablehlo.exponential %39 : tensor<2x7x2x2xf32>
    %41 = stablehlo.log_plus_one %40 : tensor<2x7x2x2xf32>
    %42 = stablehlo.add %37, %41 : tensor<2x7x2x2xf32>
    %43 = stablehlo.constant dense<0.001> : tensor<2x7x2x2xf32>
    %44 = stablehlo.maximum %42, %43 : tensor<2x7x2x2xf32>
    %45 = stablehlo.constant dense<100.0> : tensor<2x7x2x2xf32>
    %46 = stablehlo.minimum %44, %45 : tensor<2x7x2x2xf32>
    %47 = stablehlo.select %17, %46, %36 : tensor<2x7x2x2xi1>, tensor<2x7x2x2xf32>
    %48 = stablehlo.optimization_barrier %47 : tensor<2x7x2x2xf32>
    %49 = stablehlo.multiply %12, %48 : tensor<2x7x2x2xf32>
    %50 = stablehlo.pad %49, %19, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x2xf32>, tensor<f32>) -> tensor<2x10x2x2xf32>
    %51 = stablehlo.reshape %50 : (tensor<2x10x2x2xf32>) -> tensor<2x2x5x2x2xf32>
    %52 = stablehlo.transpose %51, dims = [0, 3, 4, 1, 2] : (tensor<2x2x5x2x2xf32>) -> tensor<2x2x2x2x5xf32>
    %53 = stablehlo.constant dense<4096.0> : tensor<2x2x2x2x5xf32>
    %54 = stablehlo.multiply %52, %53 : tensor<2x2x2x2x5xf32>
    %55 = stablehlo.floor %54 : tensor<2x2x2x2x5xf32>
    %56 = stablehlo.constant dense<0.00024414062> : tensor<2x2x2x2x5xf32>
    %57 = stablehlo.multiply %55, %56 : tensor<2x2x2x2x5xf32>
    %58 = stablehlo.compare LE, %6, %7, SIGNED : (tensor<5x5xi32>, tensor<5x5xi32>) -> tensor<5x5xi1>
    %59 = stablehlo.convert %58 : (tensor<5x5xi1>) -> tensor<5x5xf32>
    %60 = stablehlo.dot_general %57, %59, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %61 = stablehlo.broadcast_in_dim %60, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %62 = stablehlo.broadcast_in_dim %60, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %63 = stablehlo.subtract %61, %62 : tensor<2x2x2x2x5x5xf32>
    %64 = stablehlo.subtract %52, %57 : tensor<2x2x2x2x5xf32>
    %65 = stablehlo.dot_general %64, %59, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %66 = stablehlo.broadcast_in_dim %65, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %67 = stablehlo.broadcast_in_dim %65, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %68 = stablehlo.subtract %66, %67 : tensor<2x2x2x2x5x5xf32>
    %69 = stablehlo.add %63, %68 : tensor<2x2x2x2x5x5xf32>
    %70 = stablehlo.constant dense<0xFF800000> : tensor<2x2x2x2x5x5xf32>
    %71 = stablehlo.select %9, %69, %70 : tensor<2x2x2x2x5x5xi1>, tensor<2x2x2x2x5x5xf32>
    %72 = stablehlo.exponential %71 : tensor<2x2x2x2x5x5xf32>
    %73 = stablehlo.slice %31 [0:2, 0:7, 16:44] : (tensor<2x7x48xf32>) -> tensor<2x7x28xf32>
    %74 = stablehlo.concatenate %state.layers.0.conv, %73, dim = 1 : (tensor<2x2x28xf32>, tensor<2x7x28xf32>) -> tensor<2x9x28xf32>
    %75 = stablehlo.slice %74 [0:2, 0:7, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %76 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %77 = stablehlo.reshape %76 : (tensor<28x1xf32>) -> tensor<28xf32>
    %78 = stablehlo.broadcast_in_dim %77, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %79 = stablehlo.multiply %75, %78 : tensor<2x7x28xf32>
    %80 = stablehlo.slice %74 [0:2, 1:8, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %81 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %82 = stablehlo.reshape %81 : (tensor<28x1xf32>) -> tensor<28xf32>
    %83 = stablehlo.broadcast_in_dim %82, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %84 = stablehlo.multiply %80, %83 : tensor<2x7x28xf32>
    %85 = stablehlo.add %79, %84 : tensor<2x7x28xf32>
    %86 = stablehlo.slice %74 [0:2, 2:9, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %87 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %88 = stablehlo.reshape %87 : (tensor<28x1xf32>) -> tensor<28xf32>
    %89 = stablehlo.broadcast_in_dim %88, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %90 = stablehlo.multiply %86, %89 : tensor<2x7x28xf32>
    %91 = stablehlo.add %85, %90 : tensor<2x7x28xf32>
    %92 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.conv_bias, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %93 = stablehlo.add %91, %92 : tensor<2x7x28xf32>
    %94 = stablehlo.logistic %93 : tensor<2x7x28xf32>
    %95 = stablehlo.multiply %93, %94 : tensor<2x7x28xf32>
    %96 = stablehlo.optimization_barrier %95 : tensor<2x7x28xf32>
    %97 = stablehlo.slice %96 [0:2, 0:7, 22:28] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %98 = stablehlo.reshape %97 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %99 = stablehlo.pad %98, %19, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %100 = stablehlo.reshape %99 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %101 = stablehlo.transpose %100, dims = [0, 3, 1, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %102 = stablehlo.slice %96 [0:2, 0:7, 16:22] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %103 = stablehlo.reshape %102 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %104 = stablehlo.pad %103, %19, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %105 = stablehlo.reshape %104 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %106 = stablehlo.dot_general %101, %105, batching_dims = [0, 1, 2] x [0, 3, 1], contracting_dims = [4] x [4], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x5xf32>
    %107 = stablehlo.broadcast_in_dim %106, dims = [0, 1, 3, 4, 5] : (tensor<2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %108 = stablehlo.multiply %72, %107 : tensor<2x2x2x2x5x5xf32>
    %109 = stablehlo.transpose %108, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %110 = stablehlo.slice %96 [0:2, 0:7, 0:16] : (tensor<2x7x28xf32>) -> tensor<2x7x16xf32>
    %111 = stablehlo.reshape %110 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %112 = stablehlo.broadcast_in_dim %48, dims = [0, 1, 2, 3] : (tensor<2x7x2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %113 = stablehlo.multiply %111, %112 : tensor<2x7x2x2x4xf32>
    %114 = stablehlo.pad %113, %19, low = [0, 0, 0, 0, 0], high = [0, 3, 0, 0, 0], interior = [0, 0, 0, 0, 0] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x10x2x2x4xf32>
    %115 = stablehlo.reshape %114 : (tensor<2x10x2x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %116 = stablehlo.dot_general %109, %115, batching_dims = [0, 1, 2, 3] x [0, 1, 3, 4], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5x5xf32>, tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x5x4xf32>
    %117 = stablehlo.transpose %116, dims = [0, 1, 4, 2, 3, 5] : (tensor<2x2x2x2x5x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %118 = stablehlo.transpose %100, dims = [0, 1, 3, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %119 = stablehlo.iota dim = 0 : tensor<3xi32>
    %120 = stablehlo.broadcast_in_dim %119, dims = [0] : (tensor<3xi32>) -> tensor<3x3xi32>
    %121 = stablehlo.broadcast_in_dim %119, dims = [1] : (tensor<3xi32>) -> tensor<3x3xi32>
    %122 = stablehlo.compare GE, %120, %121, SIGNED : (tensor<3x3xi32>, tensor<3x3xi32>) -> tensor<3x3xi1>
    %123 = stablehlo.broadcast_in_dim %122, dims = [3, 4] : (tensor<3x3xi1>) -> tensor<2x2x2x3x3xi1>
    %124 = stablehlo.reduce(%52 init: %19) applies stablehlo.add across dimensions = [4] : (tensor<2x2x2x2x5xf32>, tensor<f32>) -> tensor<2x2x2x2xf32>
    %125 = stablehlo.pad %124, %19, low = [0, 0, 0, 1], high = [0, 0, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x2x2x2xf32>, tensor<f32>) -> tensor<2x2x2x3xf32>
    %126 = stablehlo.constant dense<4096.0> : tensor<2x2x2x3xf32>
    %127 = stablehlo.multiply %125, %126 : tensor<2x2x2x3xf32>
    %128 = stablehlo.floor %127 : tensor<2x2x2x3xf32>
    %129 = stablehlo.constant dense<0.00024414062> : tensor<2x2x2x3xf32>
    %130 = stablehlo.multiply %128, %129 : tensor<2x2x2x3xf32>
    %131 = stablehlo.compare LE, %120, %121, SIGNED : (tensor<3x3xi32>, tensor<3x3xi32>) -> tensor<3x3xi1>
    %132 = stablehlo.convert %131 : (tensor<3x3xi1>) -> tensor<3x3xf32>
    %133 = stablehlo.dot_general %130, %132, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<2x2x2x3xf32>
    %134 = stablehlo.broadcast_in_dim %133, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %135 = stablehlo.broadcast_in_dim %133, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %136 = stablehlo.subtract %134, %135 : tensor<2x2x2x3x3xf32>
    %137 = stablehlo.subtract %125, %130 : tensor<2x2x2x3xf32>
    %138 = stablehlo.dot_general %137, %132, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<2x2x2x3xf32>
    %139 = stablehlo.broadcast_in_dim %138, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %140 = stablehlo.broadcast_in_dim %138, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %141 = stablehlo.subtract %139, %140 : tensor<2x2x2x3x3xf32>
    %142 = stablehlo.add %136, %141 : tensor<2x2x2x3x3xf32>
    %143 = stablehlo.constant dense<0xFF800000> : tensor<2x2x2x3x3xf32>
    %144 = stablehlo.select %123, %142, %143 : tensor<2x2x2x3x3xi1>, tensor<2x2x2x3x3xf32>
    %145 = stablehlo.exponential %144 : tensor<2x2x2x3x3xf32>
    %146 = stablehlo.reshape %state.layers.0.ssm : (tensor<2x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %147 = stablehlo.compare GT, %6, %7, SIGNED : (tensor<5x5xi32>, tensor<5x5xi32>) -> tensor<5x5xi1>
    %148 = stablehlo.convert %147 : (tensor<5x5xi1>) -> tensor<5x5xf32>
    %149 = stablehlo.dot_general %52, %148, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %150 = stablehlo.exponential %149 : tensor<2x2x2x2x5xf32>
    %151 = stablehlo.broadcast_in_dim %150, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %152 = stablehlo.multiply %115, %151 : tensor<2x2x5x2x2x4xf32>
    %153 = stablehlo.transpose %152, dims = [0, 1, 3, 4, 5, 2] : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x4x5xf32>
    %154 = stablehlo.dot_general %153, %105, batching_dims = [0, 1, 2] x [0, 1, 3], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x4x5xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %155 = stablehlo.concatenate %146, %154, dim = 1 : (tensor<2x1x2x2x4x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %156 = stablehlo.dot_general %145, %155, batching_dims = [0, 1, 2] x [0, 2, 3], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3x3xf32>, tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x3x4x3xf32>
    %157 = stablehlo.transpose %156, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x3x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %158 = stablehlo.slice %157 [0:2, 0:2, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %159 = stablehlo.dot_general %118, %158, batching_dims = [0, 1, 2] x [0, 1, 2], contracting_dims = [4] x [5], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x2x2x5x2x4xf32>
    %160 = stablehlo.transpose %159, dims = [0, 1, 3, 2, 4, 5] : (tensor<2x2x2x5x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %161 = stablehlo.dot_general %52, %59, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %162 = stablehlo.exponential %161 : tensor<2x2x2x2x5xf32>
    %163 = stablehlo.broadcast_in_dim %162, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %164 = stablehlo.multiply %160, %163 : tensor<2x2x5x2x2x4xf32>
    %165 = stablehlo.add %117, %164 : tensor<2x2x5x2x2x4xf32>
    %166 = stablehlo.reshape %165 : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x10x2x2x4xf32>
    %167 = stablehlo.slice %166 [0:2, 0:7, 0:2, 0:2, 0:4] : (tensor<2x10x2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %168 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.D, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %169 = stablehlo.multiply %168, %111 : tensor<2x7x2x2x4xf32>
    %170 = stablehlo.add %167, %169 : tensor<2x7x2x2x4xf32>
    %171 = stablehlo.slice %31 [0:2, 0:7, 0:16] : (tensor<2x7x48xf32>) -> tensor<2x7x16xf32>
    %172 = stablehlo.reshape %171 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %173 = stablehlo.logistic %172 : tensor<2x7x2x2x4xf32>
    %174 = stablehlo.multiply %172, %173 : tensor<2x7x2x2x4xf32>
    %175 = stablehlo.multiply %170, %174 : tensor<2x7x2x2x4xf32>
    %176 = stablehlo.multiply %175, %175 : tensor<2x7x2x2x4xf32>
    %177 = stablehlo.reduce(%176 init: %19) applies stablehlo.add across dimensions = [3, 4] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x7x2xf32>
    %178 = stablehlo.constant dense<0.125> : tensor<2x7x2xf32>
    %179 = stablehlo.multiply %177, %178 : tensor<2x7x2xf32>
    %180 = stablehlo.constant dense<1.0e-05> : tensor<2x7x2xf32>
    %181 = stablehlo.add %179, %180 : tensor<2x7x2xf32>
    %182 = stablehlo.rsqrt %181 : tensor<2x7x2xf32>
    %183 = stablehlo.broadcast_in_dim %182, dims = [0, 1, 2] : (tensor<2x7x2xf32>) -> tensor<2x7x2x2x4xf32>
    %184 = stablehlo.multiply %175, %183 : tensor<2x7x2x2x4xf32>
    %185 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.norm, dims = [2, 3, 4] : (tensor<2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %186 = stablehlo.multiply %184, %185 : tensor<2x7x2x2x4xf32>
    %187 = stablehlo.reshape %186 : (tensor<2x7x2x2x4xf32>) -> tensor<2x7x16xf32>
    %188 = stablehlo.convert %weights.layers.0.mixer.out_proj : (tensor<8x16xbf16>) -> tensor<8x16xf32>
    %189 = stablehlo.dot_general %187, %188, contracting_dims = [2] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x7x16xf32>, tensor<8x16xf32>) -> tensor<2x7x8xf32>
    %190 = stablehlo.add %4, %189 : tensor<2x7x8xf32>
    %191 = stablehlo.exponential %weights.layers.1.mixer.A_log : tensor<2x2xf32>
    %192 = stablehlo.negate %191 : tensor<2x2xf32>
    %193 = stablehlo.broadcast_in_dim %192, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2xf32>
    %194 = stablehlo.multiply %190, %190 : tensor<2x7x8xf32>
    %195 = stablehlo.reduce(%194 init: %19) applies stablehlo.add across dimensions = [2] : (tensor<2x7x8xf32>, tensor<f32>) -> tensor<2x7xf32>
    %196 = stablehlo.multiply %195, %21 : tensor<2x7xf32>
    %197 = stablehlo.add %196, %23 : tensor<2x7xf32>
    %198 = stablehlo.rsqrt %197 : tensor<2x7xf32>
    %199 = stablehlo.broadcast_in_dim %198, dims = [0, 1] : (tensor<2x7xf32>) -> tensor<2x7x8xf32>
    %200 = stablehlo.multiply %190, %199 : tensor<2x7x8xf32>
    %201 = stablehlo.broadcast_in_dim %weights.layers.1.norm, dims = [2] : (tensor<8xf32>) -> tensor<2x7x8xf32>
    %202 = stablehlo.multiply %200, %201 : tensor<2x7x8xf32>
    %203 = stablehlo.convert %weights.layers.1.mixer.in_proj : (tensor<48x8xbf16>) -> tensor<48x8xf32>
    %204 = stablehlo.dot_general %202, %203, contracting_dims = [2] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x7x8xf32>, tensor<48x8xf32>) -> tensor<2x7x48xf32>
    %205 = stablehlo.slice %204 [0:2, 0:7, 44:48] : (tensor<2x7x48xf32>) -> tensor<2x7x4xf32>
    %206 = stablehlo.reshape %205 : (tensor<2x7x4xf32>) -> tensor<2x7x2x2xf32>
    %207 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.dt_bias, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2xf32>
    %208 = stablehlo.add %206, %207 : tensor<2x7x2x2xf32>
    %209 = stablehlo.maximum %208, %36 : tensor<2x7x2x2xf32>
    %210 = stablehlo.abs %208 : tensor<2x7x2x2xf32>
    %211 = stablehlo.negate %210 : tensor<2x7x2x2xf32>
    %212 = stablehlo.exponential %211 : tensor<2x7x2x2xf32>
    %213 = stablehlo.log_plus_one %212 : tensor<2x7x2x2xf32>
    %214 = stablehlo.add %209, %213 : tensor<2x7x2x2xf32>
    %215 = stablehlo.maximum %214, %43 : tensor<2x7x2x2xf32>
    %216 = stablehlo.minimum %215, %45 : tensor<2x7x2x2xf32>
    %217 = stablehlo.select %17, %216, %36 : tensor<2x7x2x2xi1>, tensor<2x7x2x2xf32>
    %218 = stablehlo.optimization_barrier %217 : tensor<2x7x2x2xf32>
    %219 = stablehlo.multiply %193, %218 : tensor<2x7x2x2xf32>
    %220 = stablehlo.pad %219, %19, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x2xf32>, tensor<f32>) -> tensor<2x10x2x2xf32>
    %221 = stablehlo.reshape %220 : (tensor<2x10x2x2xf32>) -> tensor<2x2x5x2x2xf32>
    %222 = stablehlo.transpose %221, dims = [0, 3, 4, 1, 2] : (tensor<2x2x5x2x2xf32>) -> tensor<2x2x2x2x5xf32>
    %223 = stablehlo.multiply %222, %53 : tensor<2x2x2x2x5xf32>
    %224 = stablehlo.floor %223 : tensor<2x2x2x2x5xf32>
    %225 = stablehlo.multiply %224, %56 : tensor<2x2x2x2x5xf32>
    %226 = stablehlo.dot_general %225, %59, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %227 = stablehlo.broadcast_in_dim %226, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %228 = stablehlo.broadcast_in_dim %226, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %229 = stablehlo.subtract %227, %228 : tensor<2x2x2x2x5x5xf32>
    %230 = stablehlo.subtract %222, %225 : tensor<2x2x2x2x5xf32>
    %231 = stablehlo.dot_general %230, %59, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %232 = stablehlo.broadcast_in_dim %231, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %233 = stablehlo.broadcast_in_dim %231, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %234 = stablehlo.subtract %232, %233 : tensor<2x2x2x2x5x5xf32>
    %235 = stablehlo.add %229, %234 : tensor<2x2x2x2x5x5xf32>
    %236 = stablehlo.select %9, %235, %70 : tensor<2x2x2x2x5x5xi1>, tensor<2x2x2x2x5x5xf32>
    %237 = stablehlo.exponential %236 : tensor<2x2x2x2x5x5xf32>
    %238 = stablehlo.slice %204 [0:2, 0:7, 16:44] : (tensor<2x7x48xf32>) -> tensor<2x7x28xf32>
    %239 = stablehlo.concatenate %state.layers.1.conv, %238, dim = 1 : (tensor<2x2x28xf32>, tensor<2x7x28xf32>) -> tensor<2x9x28xf32>
    %240 = stablehlo.slice %239 [0:2, 0:7, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %241 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %242 = stablehlo.reshape %241 : (tensor<28x1xf32>) -> tensor<28xf32>
    %243 = stablehlo.broadcast_in_dim %242, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %244 = stablehlo.multiply %240, %243 : tensor<2x7x28xf32>
    %245 = stablehlo.slice %239 [0:2, 1:8, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %246 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %247 = stablehlo.reshape %246 : (tensor<28x1xf32>) -> tensor<28xf32>
    %248 = stablehlo.broadcast_in_dim %247, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %249 = stablehlo.multiply %245, %248 : tensor<2x7x28xf32>
    %250 = stablehlo.add %244, %249 : tensor<2x7x28xf32>
    %251 = stablehlo.slice %239 [0:2, 2:9, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %252 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %253 = stablehlo.reshape %252 : (tensor<28x1xf32>) -> tensor<28xf32>
    %254 = stablehlo.broadcast_in_dim %253, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %255 = stablehlo.multiply %251, %254 : tensor<2x7x28xf32>
    %256 = stablehlo.add %250, %255 : tensor<2x7x28xf32>
    %257 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.conv_bias, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %258 = stablehlo.add %256, %257 : tensor<2x7x28xf32>
    %259 = stablehlo.logistic %258 : tensor<2x7x28xf32>
    %260 = stablehlo.multiply %258, %259 : tensor<2x7x28xf32>
    %261 = stablehlo.optimization_barrier %260 : tensor<2x7x28xf32>
    %262 = stablehlo.slice %261 [0:2, 0:7, 22:28] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %263 = stablehlo.reshape %262 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %264 = stablehlo.pad %263, %19, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %265 = stablehlo.reshape %264 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %266 = stablehlo.transpose %265, dims = [0, 3, 1, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %267 = stablehlo.slice %261 [0:2, 0:7, 16:22] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %268 = stablehlo.reshape %267 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %269 = stablehlo.pad %268, %19, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %270 = stablehlo.reshape %269 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %271 = stablehlo.dot_general %266, %270, batching_dims = [0, 1, 2] x [0, 3, 1], contracting_dims = [4] x [4], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x5xf32>
    %272 = stablehlo.broadcast_in_dim %271, dims = [0, 1, 3, 4, 5] : (tensor<2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %273 = stablehlo.multiply %237, %272 : tensor<2x2x2x2x5x5xf32>
    %274 = stablehlo.transpose %273, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %275 = stablehlo.slice %261 [0:2, 0:7, 0:16] : (tensor<2x7x28xf32>) -> tensor<2x7x16xf32>
    %276 = stablehlo.reshape %275 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %277 = stablehlo.broadcast_in_dim %218, dims = [0, 1, 2, 3] : (tensor<2x7x2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %278 = stablehlo.multiply %276, %277 : tensor<2x7x2x2x4xf32>
    %279 = stablehlo.pad %278, %19, low = [0, 0, 0, 0, 0], high = [0, 3, 0, 0, 0], interior = [0, 0, 0, 0, 0] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x10x2x2x4xf32>
    %280 = stablehlo.reshape %279 : (tensor<2x10x2x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %281 = stablehlo.dot_general %274, %280, batching_dims = [0, 1, 2, 3] x [0, 1, 3, 4], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5x5xf32>, tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x5x4xf32>
    %282 = stablehlo.transpose %281, dims = [0, 1, 4, 2, 3, 5] : (tensor<2x2x2x2x5x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %283 = stablehlo.transpose %265, dims = [0, 1, 3, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %284 = stablehlo.reduce(%222 init: %19) applies stablehlo.add across dimensions = [4] : (tensor<2x2x2x2x5xf32>, tensor<f32>) -> tensor<2x2x2x2xf32>
    %285 = stablehlo.pad %284, %19, low = [0, 0, 0, 1], high = [0, 0, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x2x2x2xf32>, tensor<f32>) -> tensor<2x2x2x3xf32>
    %286 = stablehlo.multiply %285, %126 : tensor<2x2x2x3xf32>
    %287 = stablehlo.floor %286 : tensor<2x2x2x3xf32>
    %288 = stablehlo.multiply %287, %129 : tensor<2x2x2x3xf32>
    %289 = stablehlo.dot_general %288, %132, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<2x2x2x3xf32>
    %290 = stablehlo.broadcast_in_dim %289, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %291 = stablehlo.broadcast_in_dim %289, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %292 = stablehlo.subtract %290, %291 : tensor<2x2x2x3x3xf32>
    %293 = stablehlo.subtract %285, %288 : tensor<2x2x2x3xf32>
    %294 = stablehlo.dot_general %293, %132, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<2x2x2x3xf32>
    %295 = stablehlo.broadcast_in_dim %294, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %296 = stablehlo.broadcast_in_dim %294, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %297 = stablehlo.subtract %295, %296 : tensor<2x2x2x3x3xf32>
    %298 = stablehlo.add %292, %297 : tensor<2x2x2x3x3xf32>
    %299 = stablehlo.select %123, %298, %143 : tensor<2x2x2x3x3xi1>, tensor<2x2x2x3x3xf32>
    %300 = stablehlo.exponential %299 : tensor<2x2x2x3x3xf32>
    %301 = stablehlo.reshape %state.layers.1.ssm : (tensor<2x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %302 = stablehlo.dot_general %222, %148, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %303 = stablehlo.exponential %302 : tensor<2x2x2x2x5xf32>
    %304 = stablehlo.broadcast_in_dim %303, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %305 = stablehlo.multiply %280, %304 : tensor<2x2x5x2x2x4xf32>
    %306 = stablehlo.transpose %305, dims = [0, 1, 3, 4, 5, 2] : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x4x5xf32>
    %307 = stablehlo.dot_general %306, %270, batching_dims = [0, 1, 2] x [0, 1, 3], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x4x5xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %308 = stablehlo.concatenate %301, %307, dim = 1 : (tensor<2x1x2x2x4x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %309 = stablehlo.dot_general %300, %308, batching_dims = [0, 1, 2] x [0, 2, 3], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3x3xf32>, tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x3x4x3xf32>
    %310 = stablehlo.transpose %309, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x3x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %311 = stablehlo.slice %310 [0:2, 0:2, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %312 = stablehlo.dot_general %283, %311, batching_dims = [0, 1, 2] x [0, 1, 2], contracting_dims = [4] x [5], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x2x2x5x2x4xf32>
    %313 = stablehlo.transpose %312, dims = [0, 1, 3, 2, 4, 5] : (tensor<2x2x2x5x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %314 = stablehlo.dot_general %222, %59, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %315 = stablehlo.exponential %314 : tensor<2x2x2x2x5xf32>
    %316 = stablehlo.broadcast_in_dim %315, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %317 = stablehlo.multiply %313, %316 : tensor<2x2x5x2x2x4xf32>
    %318 = stablehlo.add %282, %317 : tensor<2x2x5x2x2x4xf32>
    %319 = stablehlo.reshape %318 : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x10x2x2x4xf32>
    %320 = stablehlo.slice %319 [0:2, 0:7, 0:2, 0:2, 0:4] : (tensor<2x10x2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %321 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.D, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %322 = stablehlo.multiply %321, %276 : tensor<2x7x2x2x4xf32>
    %323 = stablehlo.add %320, %322 : tensor<2x7x2x2x4xf32>
    %324 = stablehlo.slice %204 [0:2, 0:7, 0:16] : (tensor<2x7x48xf32>) -> tensor<2x7x16xf32>
    %325 = stablehlo.reshape %324 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %326 = stablehlo.logistic %325 : tensor<2x7x2x2x4xf32>
    %327 = stablehlo.multiply %325, %326 : tensor<2x7x2x2x4xf32>
    %328 = stablehlo.multiply %323, %327 : tensor<2x7x2x2x4xf32>
    %329 = stablehlo.multiply %328, %328 : tensor<2x7x2x2x4xf32>
    %330 = stablehlo.reduce(%329 init: %19) applies stablehlo.add across dimensions = [3, 4] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x7x2xf32>
    %331 = stablehlo.multiply %330, %178 : tensor<2x7x2xf32>
    %332 = stablehlo.add %331, %180 : tensor<2x7x2xf32>
    %333 = stablehlo.rsqrt %332 : tensor<2x7x2xf32>
    %334 = stablehlo.broadcast_in_dim %333, dims = [0, 1, 2] : (tensor<2x7x2xf32>) -> tensor<2x7x2x2x4xf32>
    %335 = stablehlo.multiply %328, %334 : tensor<2x7x2x2x4xf32>
    %336 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.norm, dims = [2, 3, 4] : (tensor<2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %337 = stablehlo.multiply %335, %336 : tensor<2x7x2x2x4xf32>
    %338 = stablehlo.reshape %337 : (tensor<2x7x2x2x4xf32>) -> tensor<2x7x16xf32>
    %339 = stablehlo.convert %weights.layers.1.mixer.out_proj : (tensor<8x16xbf16>) -> tensor<8x16xf32>
    %340 = stablehlo.dot_general %338, %339, contracting_dims = [2] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x7x16xf32>, tensor<8x16xf32>) -> tensor<2x7x8xf32>
    %341 = stablehlo.add %190, %340 : tensor<2x7x8xf32>
    %342 = stablehlo.multiply %341, %341 : tensor<2x7x8xf32>
    %343 = stablehlo.reduce(%342 init: %19) applies stablehlo.add across dimensions = [2] : (tensor<2x7x8xf32>, tensor<f32>) -> tensor<2x7xf32>
    %344 = stablehlo.multiply %343, %21 : tensor<2x7xf32>
    %345 = stablehlo.add %344, %23 : tensor<2x7xf32>
    %346 = stablehlo.rsqrt %345 : tensor<2x7xf32>
    %347 = stablehlo.broadcast_in_dim %346, dims = [0, 1] : (tensor<2x7xf32>) -> tensor<2x7x8xf32>
    %348 = stablehlo.multiply %341, %347 : tensor<2x7x8xf32>
    %349 = stablehlo.broadcast_in_dim %weights.norm_f, dims = [2] : (tensor<8xf32>) -> tensor<2x7x8xf32>
    %350 = stablehlo.multiply %348, %349 : tensor<2x7x8xf32>
    %351 = stablehlo.iota dim = 0 : tensor<2xi32>
    %352 = stablehlo.reshape %351 : (tensor<2xi32>) -> tensor<2x1xi32>
    %353 = stablehlo.constant dense<1> : tensor<2xi32>
    %354 = stablehlo.subtract %lengths, %353 : tensor<2xi32>
    %355 = stablehlo.reshape %354 : (tensor<2xi32>) -> tensor<2x1xi32>
    %356 = stablehlo.concatenate %352, %355, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
    %357 = "stablehlo.gather"(%350, %356) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 1, 8>}> : (tensor<2x7x8xf32>, tensor<2x2xi32>) -> tensor<2x1x8xf32>
    %358 = stablehlo.reshape %357 : (tensor<2x1x8xf32>) -> tensor<2x8xf32>
    %359 = stablehlo.convert %weights.embedding : (tensor<11x8xbf16>) -> tensor<11x8xf32>
    %360 = stablehlo.dot_general %358, %359, contracting_dims = [1] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x8xf32>, tensor<11x8xf32>) -> tensor<2x11xf32>
    %361 = stablehlo.select %2, %360, %logits : tensor<2x11xi1>, tensor<2x11xf32>
    %362 = stablehlo.convert %16 : (tensor<2x7xi1>) -> tensor<2x7xi32>
    %363 = stablehlo.constant dense<0> : tensor<i32>
    %364 = stablehlo.reduce(%362 init: %363) applies stablehlo.add across dimensions = [1] : (tensor<2x7xi32>, tensor<i32>) -> tensor<2xi32>
    %365 = stablehlo.reshape %364 : (tensor<2xi32>) -> tensor<2x1xi32>
    %366 = stablehlo.concatenate %352, %365, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
    %367 = "stablehlo.gather"(%74, %366) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 2, 28>}> : (tensor<2x9x28xf32>, tensor<2x2xi32>) -> tensor<2x2x28xf32>
    %368 = stablehlo.slice %157 [0:2, 2:3, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %369 = stablehlo.reshape %368 : (tensor<2x1x2x2x4x3xf32>) -> tensor<2x2x2x4x3xf32>
    %370 = "stablehlo.gather"(%239, %366) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 2, 28>}> : (tensor<2x9x28xf32>, tensor<2x2xi32>) -> tensor<2x2x28xf32>
    %371 = stablehlo.slice %310 [0:2, 2:3, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %372 = stablehlo.reshape %371 : (tensor<2x1x2x2x4x3xf32>) -> tensor<2x2x2x4x3xf32>
    func.return %361, %367, %369, %370, %372 : tensor<2x11xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
  }
}
