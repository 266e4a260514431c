module @score {
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
      %state.layers.0.conv: tensor<2x2x28xf32> {tf.aliasing_output = 2 : i32},
      %state.layers.0.ssm: tensor<2x2x2x4x3xf32> {tf.aliasing_output = 3 : i32},
      %state.layers.1.conv: tensor<2x2x28xf32> {tf.aliasing_output = 4 : i32},
      %state.layers.1.ssm: tensor<2x2x2x4x3xf32> {tf.aliasing_output = 5 : i32},
      %ids: tensor<2x7xi32>,
      %targets: tensor<2x7xi32>,
      %lengths: tensor<2xi32>
  ) -> (tensor<2x7xf32>, tensor<2x7xi1>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x7x5xi32>, tensor<2x7x5xf32>) {
    // result 0: log_probability
    // result 1: likeliest
    // result 2: state.layers.0.conv
    // result 3: state.layers.0.ssm
    // result 4: state.layers.1.conv
    // result 5: state.layers.1.ssm
    // result 6: top.ids
    // result 7: top.log_probability
    %0 = stablehlo.iota dim = 0 : tensor<7xi32>
    %1 = stablehlo.broadcast_in_dim %0, dims = [1] : (tensor<7xi32>) -> tensor<2x7xi32>
    %2 = stablehlo.broadcast_in_dim %lengths, dims = [0] : (tensor<2xi32>) -> tensor<2x7xi32>
    %3 = stablehlo.compare LT, %1, %2, SIGNED : (tensor<2x7xi32>, tensor<2x7xi32>) -> tensor<2x7xi1>
    %4 = "stablehlo.gather"(%weights.embedding, %ids) <{dimension_numbers = #stablehlo.gather<offset_dims = [2], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 2>, indices_are_sorted = false, slice_sizes = array<i64: 1, 8>}> : (tensor<11x8xbf16>, tensor<2x7xi32>) -> tensor<2x7x8xbf16>
    %5 = stablehlo.convert %4 : (tensor<2x7x8xbf16>) -> tensor<2x7x8xf32>
    %6 = stablehlo.iota dim = 0 : tensor<5xi32>
    %7 = stablehlo.broadcast_in_dim %6, dims = [0] : (tensor<5xi32>) -> tensor<5x5xi32>
    %8 = stablehlo.broadcast_in_dim %6, dims = [1] : (tensor<5xi32>) -> tensor<5x5xi32>
    %9 = stablehlo.compare GE, %7, %8, SIGNED : (tensor<5x5xi32>, tensor<5x5xi32>) -> tensor<5x5xi1>
    %10 = stablehlo.broadcast_in_dim %9, dims = [4, 5] : (tensor<5x5xi1>) -> tensor<2x2x2x2x5x5xi1>
    %11 = stablehlo.exponential %weights.layers.0.mixer.A_log : tensor<2x2xf32>
    %12 = stablehlo.negate %11 : tensor<2x2xf32>
    %13 = stablehlo.broadcast_in_dim %12, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2xf32>
    %14 = stablehlo.broadcast_in_dim %3, dims = [0, 1] : (tensor<2x7xi1>) -> tensor<2x7x2x2xi1>
    %15 = stablehlo.multiply %5, %5 : tensor<2x7x8xf32>
    %16 = stablehlo.constant dense<0.0> : tensor<f32>
    %17 = stablehlo.reduce(%15 init: %16) applies stablehlo.add across dimensions = [2] : (tensor<2x7x8xf32>, tensor<f32>) -> tensor<2x7xf32>
    %18 = stablehlo.constant dense<0.125> : tensor<2x7xf32>
    %19 = stablehlo.multiply %17, %18 : tensor<2x7xf32>
    %20 = stablehlo.constant dense<1.0e-05> : tensor<2x7xf32>
    %21 = stablehlo.add %19, %20 : tensor<2x7xf32>
    %22 = stablehlo.rsqrt %21 : tensor<2x7xf32>
    %23 = stablehlo.broadcast_in_dim %22, dims = [0, 1] : (tensor<2x7xf32>) -> tensor<2x7x8xf32>
    %24 = stablehlo.multiply %5, %23 : tensor<2x7x8xf32>
    %25 = stablehlo.broadcast_in_dim %weights.layers.0.norm, dims = [2] : (tensor<8xf32>) -> tensor<2x7x8xf32>
    %26 = stablehlo.multiply %24, %25 : tensor<2x7x8xf32>
    %27 = stablehlo.convert %26 : (tensor<2x7x8xf32>) -> tensor<2x7x8xbf16>
    %28 = stablehlo.dot_general %27, %weights.layers.0.mixer.in_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x7x8xbf16>, tensor<48x8xbf16>) -> tensor<2x7x48xf32>
    %29 = stablehlo.slice %28 [0:2, 0:7, 44:48] : (tensor<2x7x48xf32>) -> tensor<2x7x4xf32>
    %30 = stablehlo.reshape %29 : (tensor<2x7x4xf32>) -> tensor<2x7x2x2xf32>
    %31 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.dt_bias, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2xf32>
    %32 = stablehlo.add %30, %31 : tensor<2x7x2x2xf32>
    %33 = stablehlo.constant dense<0.0> : tensor<2x7x2x2xf32>
    %34 = stablehlo.maximum %32, %33 : tensor<2x7x2x2xf32>
    %35 = stablehlo.abs %32 : tensor<2x7x2x2xf32>
    %36 = stablehlo.negate %35 : tensor<2x7x2x2xf32>
    %37 = stablehlo.exponential %36 : tensor<2x7x2x2xf32>
    %38 = stablehlo.log_plus_one %37 : tensor<2x7x2x2xf32>
    %39 = stablehlo.add %34, %38 : tensor<2x7x2x2xf32>
    %40 = stablehlo.constant dense<0.001> : tensor<2x7x2x2xf32>
    %41 = stablehlo.maximum %39, %40 : tensor<2x7x2x2xf32>
    %42 = stablehlo.constant dense<100.0> : tensor<2x7x2x2xf32>
    %43 = stablehlo.minimum %41, %42 : tensor<2x7x2x2xf32>
    %44 = stablehlo.select %14, %43, %33 : tensor<2x7x2x2xi1>, tensor<2x7x2x2xf32>
    %45 = stablehlo.optimization_barrier %44 : tensor<2x7x2x2xf32>
    %46 = stablehlo.multiply %13, %45 : tensor<2x7x2x2xf32>
    %47 = stablehlo.pad %46, %16, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x2xf32>, tensor<f32>) -> tensor<2x10x2x2xf32>
    %48 = stablehlo.reshape %47 : (tensor<2x10x2x2xf32>) -> tensor<2x2x5x2x2xf32>
    %49 = stablehlo.transpose %48, dims = [0, 3, 4, 1, 2] : (tensor<2x2x5x2x2xf32>) -> tensor<2x2x2x2x5xf32>
    %50 = stablehlo.constant dense<-128.0> : tensor<2x2x2x2x5xf32>
    %51 = stablehlo.maximum %49, %50 : tensor<2x2x2x2x5xf32>
    %52 = stablehlo.constant dense<16384.0> : tensor<2x2x2x2x5xf32>
    %53 = stablehlo.multiply %51, %52 : tensor<2x2x2x2x5xf32>
    %54 = stablehlo.floor %53 : tensor<2x2x2x2x5xf32>
    %55 = stablehlo.constant dense<6.1035156e-05> : tensor<2x2x2x2x5xf32>
    %56 = stablehlo.multiply %54, %55 : tensor<2x2x2x2x5xf32>
    %57 = stablehlo.reshape %56 : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x1x5xf32>
    %58 = stablehlo.subtract %51, %56 : tensor<2x2x2x2x5xf32>
    %59 = stablehlo.reshape %58 : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x1x5xf32>
    %60 = stablehlo.concatenate %57, %59, dim = 4 : (tensor<2x2x2x2x1x5xf32>, tensor<2x2x2x2x1x5xf32>) -> tensor<2x2x2x2x2x5xf32>
    %61 = stablehlo.compare LE, %7, %8, SIGNED : (tensor<5x5xi32>, tensor<5x5xi32>) -> tensor<5x5xi1>
    %62 = stablehlo.convert %61 : (tensor<5x5xi1>) -> tensor<5x5xf32>
    %63 = stablehlo.dot_general %60, %62, contracting_dims = [5] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x2x5xf32>
    %64 = stablehlo.slice %63 [0:2, 0:2, 0:2, 0:2, 0:1, 0:5] : (tensor<2x2x2x2x2x5xf32>) -> tensor<2x2x2x2x1x5xf32>
    %65 = stablehlo.reshape %64 : (tensor<2x2x2x2x1x5xf32>) -> tensor<2x2x2x2x5xf32>
    %66 = stablehlo.broadcast_in_dim %65, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %67 = stablehlo.broadcast_in_dim %65, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %68 = stablehlo.subtract %66, %67 : tensor<2x2x2x2x5x5xf32>
    %69 = stablehlo.slice %63 [0:2, 0:2, 0:2, 0:2, 1:2, 0:5] : (tensor<2x2x2x2x2x5xf32>) -> tensor<2x2x2x2x1x5xf32>
    %70 = stablehlo.reshape %69 : (tensor<2x2x2x2x1x5xf32>) -> tensor<2x2x2x2x5xf32>
    %71 = stablehlo.broadcast_in_dim %70, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %72 = stablehlo.broadcast_in_dim %70, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %73 = stablehlo.subtract %71, %72 : tensor<2x2x2x2x5x5xf32>
    %74 = stablehlo.add %68, %73 : tensor<2x2x2x2x5x5xf32>
    %75 = stablehlo.constant dense<0xFF800000> : tensor<2x2x2x2x5x5xf32>
    %76 = stablehlo.select %10, %74, %75 : tensor<2x2x2x2x5x5xi1>, tensor<2x2x2x2x5x5xf32>
    %77 = stablehlo.exponential %76 : tensor<2x2x2x2x5x5xf32>
    %78 = stablehlo.slice %28 [0:2, 0:7, 16:44] : (tensor<2x7x48xf32>) -> tensor<2x7x28xf32>
    %79 = stablehlo.concatenate %state.layers.0.conv, %78, dim = 1 : (tensor<2x2x28xf32>, tensor<2x7x28xf32>) -> tensor<2x9x28xf32>
    %80 = stablehlo.slice %79 [0:2, 0:7, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %81 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %82 = stablehlo.reshape %81 : (tensor<28x1xf32>) -> tensor<28xf32>
    %83 = stablehlo.broadcast_in_dim %82, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %84 = stablehlo.multiply %80, %83 : tensor<2x7x28xf32>
    %85 = stablehlo.slice %79 [0:2, 1:8, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %86 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %87 = stablehlo.reshape %86 : (tensor<28x1xf32>) -> tensor<28xf32>
    %88 = stablehlo.broadcast_in_dim %87, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %89 = stablehlo.multiply %85, %88 : tensor<2x7x28xf32>
    %90 = stablehlo.add %84, %89 : tensor<2x7x28xf32>
    %91 = stablehlo.slice %79 [0:2, 2:9, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %92 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %93 = stablehlo.reshape %92 : (tensor<28x1xf32>) -> tensor<28xf32>
    %94 = stablehlo.broadcast_in_dim %93, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %95 = stablehlo.multiply %91, %94 : tensor<2x7x28xf32>
    %96 = stablehlo.add %90, %95 : tensor<2x7x28xf32>
    %97 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.conv_bias, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %98 = stablehlo.add %96, %97 : tensor<2x7x28xf32>
    %99 = stablehlo.logistic %98 : tensor<2x7x28xf32>
    %100 = stablehlo.multiply %98, %99 : tensor<2x7x28xf32>
    %101 = stablehlo.optimization_barrier %100 : tensor<2x7x28xf32>
    %102 = stablehlo.slice %101 [0:2, 0:7, 22:28] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %103 = stablehlo.reshape %102 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %104 = stablehlo.pad %103, %16, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %105 = stablehlo.reshape %104 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %106 = stablehlo.transpose %105, dims = [0, 3, 1, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %107 = stablehlo.slice %101 [0:2, 0:7, 16:22] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %108 = stablehlo.reshape %107 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %109 = stablehlo.pad %108, %16, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %110 = stablehlo.reshape %109 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %111 = stablehlo.dot_general %106, %110, batching_dims = [0, 1, 2] x [0, 3, 1], contracting_dims = [4] x [4], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x5xf32>
    %112 = stablehlo.broadcast_in_dim %111, dims = [0, 1, 3, 4, 5] : (tensor<2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %113 = stablehlo.multiply %77, %112 : tensor<2x2x2x2x5x5xf32>
    %114 = stablehlo.transpose %113, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %115 = stablehlo.slice %101 [0:2, 0:7, 0:16] : (tensor<2x7x28xf32>) -> tensor<2x7x16xf32>
    %116 = stablehlo.reshape %115 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %117 = stablehlo.broadcast_in_dim %45, dims = [0, 1, 2, 3] : (tensor<2x7x2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %118 = stablehlo.multiply %116, %117 : tensor<2x7x2x2x4xf32>
    %119 = stablehlo.pad %118, %16, low = [0, 0, 0, 0, 0], high = [0, 3, 0, 0, 0], interior = [0, 0, 0, 0, 0] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x10x2x2x4xf32>
    %120 = stablehlo.reshape %119 : (tensor<2x10x2x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %121 = stablehlo.dot_general %114, %120, batching_dims = [0, 1, 2, 3] x [0, 1, 3, 4], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5x5xf32>, tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x5x4xf32>
    %122 = stablehlo.transpose %121, dims = [0, 1, 4, 2, 3, 5] : (tensor<2x2x2x2x5x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %123 = stablehlo.transpose %105, dims = [0, 1, 3, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %124 = stablehlo.iota dim = 0 : tensor<3xi32>
    %125 = stablehlo.broadcast_in_dim %124, dims = [0] : (tensor<3xi32>) -> tensor<3x3xi32>
    %126 = stablehlo.broadcast_in_dim %124, dims = [1] : (tensor<3xi32>) -> tensor<3x3xi32>
    %127 = stablehlo.compare GE, %125, %126, SIGNED : (tensor<3x3xi32>, tensor<3x3xi32>) -> tensor<3x3xi1>
    %128 = stablehlo.broadcast_in_dim %127, dims = [3, 4] : (tensor<3x3xi1>) -> tensor<2x2x2x3x3xi1>
    %129 = stablehlo.add %65, %70 : tensor<2x2x2x2x5xf32>
    %130 = stablehlo.slice %129 [0:2, 0:2, 0:2, 0:2, 4:5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x1xf32>
    %131 = stablehlo.reshape %130 : (tensor<2x2x2x2x1xf32>) -> tensor<2x2x2x2xf32>
    %132 = stablehlo.pad %131, %16, low = [0, 0, 0, 1], high = [0, 0, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x2x2x2xf32>, tensor<f32>) -> tensor<2x2x2x3xf32>
    %133 = stablehlo.constant dense<-128.0> : tensor<2x2x2x3xf32>
    %134 = stablehlo.maximum %132, %133 : tensor<2x2x2x3xf32>
    %135 = stablehlo.constant dense<32768.0> : tensor<2x2x2x3xf32>
    %136 = stablehlo.multiply %134, %135 : tensor<2x2x2x3xf32>
    %137 = stablehlo.floor %136 : tensor<2x2x2x3xf32>
    %138 = stablehlo.constant dense<3.0517578e-05> : tensor<2x2x2x3xf32>
    %139 = stablehlo.multiply %137, %138 : tensor<2x2x2x3xf32>
    %140 = stablehlo.reshape %139 : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x1x3xf32>
    %141 = stablehlo.subtract %134, %139 : tensor<2x2x2x3xf32>
    %142 = stablehlo.reshape %141 : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x1x3xf32>
    %143 = stablehlo.concatenate %140, %142, dim = 3 : (tensor<2x2x2x1x3xf32>, tensor<2x2x2x1x3xf32>) -> tensor<2x2x2x2x3xf32>
    %144 = stablehlo.compare LE, %125, %126, SIGNED : (tensor<3x3xi32>, tensor<3x3xi32>) -> tensor<3x3xi1>
    %145 = stablehlo.convert %144 : (tensor<3x3xi1>) -> tensor<3x3xf32>
    %146 = stablehlo.dot_general %143, %145, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<2x2x2x2x3xf32>
    %147 = stablehlo.slice %146 [0:2, 0:2, 0:2, 0:1, 0:3] : (tensor<2x2x2x2x3xf32>) -> tensor<2x2x2x1x3xf32>
    %148 = stablehlo.reshape %147 : (tensor<2x2x2x1x3xf32>) -> tensor<2x2x2x3xf32>
    %149 = stablehlo.broadcast_in_dim %148, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %150 = stablehlo.broadcast_in_dim %148, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %151 = stablehlo.subtract %149, %150 : tensor<2x2x2x3x3xf32>
    %152 = stablehlo.slice %146 [0:2, 0:2, 0:2, 1:2, 0:3] : (tensor<2x2x2x2x3xf32>) -> tensor<2x2x2x1x3xf32>
    %153 = stablehlo.reshape %152 : (tensor<2x2x2x1x3xf32>) -> tensor<2x2x2x3xf32>
    %154 = stablehlo.broadcast_in_dim %153, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %155 = stablehlo.broadcast_in_dim %153, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %156 = stablehlo.subtract %154, %155 : tensor<2x2x2x3x3xf32>
    %157 = stablehlo.add %151, %156 : tensor<2x2x2x3x3xf32>
    %158 = stablehlo.constant dense<0xFF800000> : tensor<2x2x2x3x3xf32>
    %159 = stablehlo.select %128, %157, %158 : tensor<2x2x2x3x3xi1>, tensor<2x2x2x3x3xf32>
    %160 = stablehlo.exponential %159 : tensor<2x2x2x3x3xf32>
    %161 = stablehlo.reshape %state.layers.0.ssm : (tensor<2x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %162 = stablehlo.slice %65 [0:2, 0:2, 0:2, 0:2, 4:5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x1xf32>
    %163 = stablehlo.reshape %162 : (tensor<2x2x2x2x1xf32>) -> tensor<2x2x2x2xf32>
    %164 = stablehlo.broadcast_in_dim %163, dims = [0, 1, 2, 3] : (tensor<2x2x2x2xf32>) -> tensor<2x2x2x2x5xf32>
    %165 = stablehlo.subtract %164, %65 : tensor<2x2x2x2x5xf32>
    %166 = stablehlo.slice %70 [0:2, 0:2, 0:2, 0:2, 4:5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x1xf32>
    %167 = stablehlo.reshape %166 : (tensor<2x2x2x2x1xf32>) -> tensor<2x2x2x2xf32>
    %168 = stablehlo.broadcast_in_dim %167, dims = [0, 1, 2, 3] : (tensor<2x2x2x2xf32>) -> tensor<2x2x2x2x5xf32>
    %169 = stablehlo.subtract %168, %70 : tensor<2x2x2x2x5xf32>
    %170 = stablehlo.add %165, %169 : tensor<2x2x2x2x5xf32>
    %171 = stablehlo.exponential %170 : tensor<2x2x2x2x5xf32>
    %172 = stablehlo.broadcast_in_dim %171, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %173 = stablehlo.multiply %120, %172 : tensor<2x2x5x2x2x4xf32>
    %174 = stablehlo.transpose %173, dims = [0, 1, 3, 4, 5, 2] : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x4x5xf32>
    %175 = stablehlo.dot_general %174, %110, batching_dims = [0, 1, 2] x [0, 1, 3], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x4x5xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %176 = stablehlo.concatenate %161, %175, dim = 1 : (tensor<2x1x2x2x4x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %177 = stablehlo.dot_general %160, %176, batching_dims = [0, 1, 2] x [0, 2, 3], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3x3xf32>, tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x3x4x3xf32>
    %178 = stablehlo.transpose %177, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x3x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %179 = stablehlo.slice %178 [0:2, 0:2, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %180 = stablehlo.dot_general %123, %179, batching_dims = [0, 1, 2] x [0, 1, 2], contracting_dims = [4] x [5], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x2x2x5x2x4xf32>
    %181 = stablehlo.transpose %180, dims = [0, 1, 3, 2, 4, 5] : (tensor<2x2x2x5x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %182 = stablehlo.exponential %129 : tensor<2x2x2x2x5xf32>
    %183 = stablehlo.broadcast_in_dim %182, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %184 = stablehlo.multiply %181, %183 : tensor<2x2x5x2x2x4xf32>
    %185 = stablehlo.add %122, %184 : tensor<2x2x5x2x2x4xf32>
    %186 = stablehlo.reshape %185 : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x10x2x2x4xf32>
    %187 = stablehlo.slice %186 [0:2, 0:7, 0:2, 0:2, 0:4] : (tensor<2x10x2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %188 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.D, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %189 = stablehlo.multiply %188, %116 : tensor<2x7x2x2x4xf32>
    %190 = stablehlo.add %187, %189 : tensor<2x7x2x2x4xf32>
    %191 = stablehlo.slice %28 [0:2, 0:7, 0:16] : (tensor<2x7x48xf32>) -> tensor<2x7x16xf32>
    %192 = stablehlo.reshape %191 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %193 = stablehlo.logistic %192 : tensor<2x7x2x2x4xf32>
    %194 = stablehlo.multiply %192, %193 : tensor<2x7x2x2x4xf32>
    %195 = stablehlo.multiply %190, %194 : tensor<2x7x2x2x4xf32>
    %196 = stablehlo.multiply %195, %195 : tensor<2x7x2x2x4xf32>
    %197 = stablehlo.reduce(%196 init: %16) applies stablehlo.add across dimensions = [3, 4] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x7x2xf32>
    %198 = stablehlo.constant dense<0.125> : tensor<2x7x2xf32>
    %199 = stablehlo.multiply %197, %198 : tensor<2x7x2xf32>
    %200 = stablehlo.constant dense<1.0e-05> : tensor<2x7x2xf32>
    %201 = stablehlo.add %199, %200 : tensor<2x7x2xf32>
    %202 = stablehlo.rsqrt %201 : tensor<2x7x2xf32>
    %203 = stablehlo.broadcast_in_dim %202, dims = [0, 1, 2] : (tensor<2x7x2xf32>) -> tensor<2x7x2x2x4xf32>
    %204 = stablehlo.multiply %195, %203 : tensor<2x7x2x2x4xf32>
    %205 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.norm, dims = [2, 3, 4] : (tensor<2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %206 = stablehlo.multiply %204, %205 : tensor<2x7x2x2x4xf32>
    %207 = stablehlo.reshape %206 : (tensor<2x7x2x2x4xf32>) -> tensor<2x7x16xf32>
    %208 = stablehlo.convert %207 : (tensor<2x7x16xf32>) -> tensor<2x7x16xbf16>
    %209 = stablehlo.dot_general %208, %weights.layers.0.mixer.out_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x7x16xbf16>, tensor<8x16xbf16>) -> tensor<2x7x8xf32>
    %210 = stablehlo.add %5, %209 : tensor<2x7x8xf32>
    %211 = stablehlo.exponential %weights.layers.1.mixer.A_log : tensor<2x2xf32>
    %212 = stablehlo.negate %211 : tensor<2x2xf32>
    %213 = stablehlo.broadcast_in_dim %212, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2xf32>
    %214 = stablehlo.multiply %210, %210 : tensor<2x7x8xf32>
    %215 = stablehlo.reduce(%214 init: %16) applies stablehlo.add across dimensions = [2] : (tensor<2x7x8xf32>, tensor<f32>) -> tensor<2x7xf32>
    %216 = stablehlo.multiply %215, %18 : tensor<2x7xf32>
    %217 = stablehlo.add %216, %20 : tensor<2x7xf32>
    %218 = stablehlo.rsqrt %217 : tensor<2x7xf32>
    %219 = stablehlo.broadcast_in_dim %218, dims = [0, 1] : (tensor<2x7xf32>) -> tensor<2x7x8xf32>
    %220 = stablehlo.multiply %210, %219 : tensor<2x7x8xf32>
    %221 = stablehlo.broadcast_in_dim %weights.layers.1.norm, dims = [2] : (tensor<8xf32>) -> tensor<2x7x8xf32>
    %222 = stablehlo.multiply %220, %221 : tensor<2x7x8xf32>
    %223 = stablehlo.convert %222 : (tensor<2x7x8xf32>) -> tensor<2x7x8xbf16>
    %224 = stablehlo.dot_general %223, %weights.layers.1.mixer.in_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x7x8xbf16>, tensor<48x8xbf16>) -> tensor<2x7x48xf32>
    %225 = stablehlo.slice %224 [0:2, 0:7, 44:48] : (tensor<2x7x48xf32>) -> tensor<2x7x4xf32>
    %226 = stablehlo.reshape %225 : (tensor<2x7x4xf32>) -> tensor<2x7x2x2xf32>
    %227 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.dt_bias, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2xf32>
    %228 = stablehlo.add %226, %227 : tensor<2x7x2x2xf32>
    %229 = stablehlo.maximum %228, %33 : tensor<2x7x2x2xf32>
    %230 = stablehlo.abs %228 : tensor<2x7x2x2xf32>
    %231 = stablehlo.negate %230 : tensor<2x7x2x2xf32>
    %232 = stablehlo.exponential %231 : tensor<2x7x2x2xf32>
    %233 = stablehlo.log_plus_one %232 : tensor<2x7x2x2xf32>
    %234 = stablehlo.add %229, %233 : tensor<2x7x2x2xf32>
    %235 = stablehlo.maximum %234, %40 : tensor<2x7x2x2xf32>
    %236 = stablehlo.minimum %235, %42 : tensor<2x7x2x2xf32>
    %237 = stablehlo.select %14, %236, %33 : tensor<2x7x2x2xi1>, tensor<2x7x2x2xf32>
    %238 = stablehlo.optimization_barrier %237 : tensor<2x7x2x2xf32>
    %239 = stablehlo.multiply %213, %238 : tensor<2x7x2x2xf32>
    %240 = stablehlo.pad %239, %16, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x2xf32>, tensor<f32>) -> tensor<2x10x2x2xf32>
    %241 = stablehlo.reshape %240 : (tensor<2x10x2x2xf32>) -> tensor<2x2x5x2x2xf32>
    %242 = stablehlo.transpose %241, dims = [0, 3, 4, 1, 2] : (tensor<2x2x5x2x2xf32>) -> tensor<2x2x2x2x5xf32>
    %243 = stablehlo.maximum %242, %50 : tensor<2x2x2x2x5xf32>
    %244 = stablehlo.multiply %243, %52 : tensor<2x2x2x2x5xf32>
    %245 = stablehlo.floor %244 : tensor<2x2x2x2x5xf32>
    %246 = stablehlo.multiply %245, %55 : tensor<2x2x2x2x5xf32>
    %247 = stablehlo.reshape %246 : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x1x5xf32>
    %248 = stablehlo.subtract %243, %246 : tensor<2x2x2x2x5xf32>
    %249 = stablehlo.reshape %248 : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x1x5xf32>
    %250 = stablehlo.concatenate %247, %249, dim = 4 : (tensor<2x2x2x2x1x5xf32>, tensor<2x2x2x2x1x5xf32>) -> tensor<2x2x2x2x2x5xf32>
    %251 = stablehlo.dot_general %250, %62, contracting_dims = [5] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x2x5xf32>
    %252 = stablehlo.slice %251 [0:2, 0:2, 0:2, 0:2, 0:1, 0:5] : (tensor<2x2x2x2x2x5xf32>) -> tensor<2x2x2x2x1x5xf32>
    %253 = stablehlo.reshape %252 : (tensor<2x2x2x2x1x5xf32>) -> tensor<2x2x2x2x5xf32>
    %254 = stablehlo.broadcast_in_dim %253, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %255 = stablehlo.broadcast_in_dim %253, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %256 = stablehlo.subtract %254, %255 : tensor<2x2x2x2x5x5xf32>
    %257 = stablehlo.slice %251 [0:2, 0:2, 0:2, 0:2, 1:2, 0:5] : (tensor<2x2x2x2x2x5xf32>) -> tensor<2x2x2x2x1x5xf32>
    %258 = stablehlo.reshape %257 : (tensor<2x2x2x2x1x5xf32>) -> tensor<2x2x2x2x5xf32>
    %259 = stablehlo.broadcast_in_dim %258, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %260 = stablehlo.broadcast_in_dim %258, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %261 = stablehlo.subtract %259, %260 : tensor<2x2x2x2x5x5xf32>
    %262 = stablehlo.add %256, %261 : tensor<2x2x2x2x5x5xf32>
    %263 = stablehlo.select %10, %262, %75 : tensor<2x2x2x2x5x5xi1>, tensor<2x2x2x2x5x5xf32>
    %264 = stablehlo.exponential %263 : tensor<2x2x2x2x5x5xf32>
    %265 = stablehlo.slice %224 [0:2, 0:7, 16:44] : (tensor<2x7x48xf32>) -> tensor<2x7x28xf32>
    %266 = stablehlo.concatenate %state.layers.1.conv, %265, dim = 1 : (tensor<2x2x28xf32>, tensor<2x7x28xf32>) -> tensor<2x9x28xf32>
    %267 = stablehlo.slice %266 [0:2, 0:7, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %268 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %269 = stablehlo.reshape %268 : (tensor<28x1xf32>) -> tensor<28xf32>
    %270 = stablehlo.broadcast_in_dim %269, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %271 = stablehlo.multiply %267, %270 : tensor<2x7x28xf32>
    %272 = stablehlo.slice %266 [0:2, 1:8, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %273 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %274 = stablehlo.reshape %273 : (tensor<28x1xf32>) -> tensor<28xf32>
    %275 = stablehlo.broadcast_in_dim %274, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %276 = stablehlo.multiply %272, %275 : tensor<2x7x28xf32>
    %277 = stablehlo.add %271, %276 : tensor<2x7x28xf32>
    %278 = stablehlo.slice %266 [0:2, 2:9, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %279 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %280 = stablehlo.reshape %279 : (tensor<28x1xf32>) -> tensor<28xf32>
    %281 = stablehlo.broadcast_in_dim %280, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %282 = stablehlo.multiply %278, %281 : tensor<2x7x28xf32>
    %283 = stablehlo.add %277, %282 : tensor<2x7x28xf32>
    %284 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.conv_bias, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %285 = stablehlo.add %283, %284 : tensor<2x7x28xf32>
    %286 = stablehlo.logistic %285 : tensor<2x7x28xf32>
    %287 = stablehlo.multiply %285, %286 : tensor<2x7x28xf32>
    %288 = stablehlo.optimization_barrier %287 : tensor<2x7x28xf32>
    %289 = stablehlo.slice %288 [0:2, 0:7, 22:28] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %290 = stablehlo.reshape %289 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %291 = stablehlo.pad %290, %16, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %292 = stablehlo.reshape %291 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %293 = stablehlo.transpose %292, dims = [0, 3, 1, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %294 = stablehlo.slice %288 [0:2, 0:7, 16:22] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %295 = stablehlo.reshape %294 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %296 = stablehlo.pad %295, %16, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %297 = stablehlo.reshape %296 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %298 = stablehlo.dot_general %293, %297, batching_dims = [0, 1, 2] x [0, 3, 1], contracting_dims = [4] x [4], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x5xf32>
    %299 = stablehlo.broadcast_in_dim %298, dims = [0, 1, 3, 4, 5] : (tensor<2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %300 = stablehlo.multiply %264, %299 : tensor<2x2x2x2x5x5xf32>
    %301 = stablehlo.transpose %300, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %302 = stablehlo.slice %288 [0:2, 0:7, 0:16] : (tensor<2x7x28xf32>) -> tensor<2x7x16xf32>
    %303 = stablehlo.reshape %302 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %304 = stablehlo.broadcast_in_dim %238, dims = [0, 1, 2, 3] : (tensor<2x7x2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %305 = stablehlo.multiply %303, %304 : tensor<2x7x2x2x4xf32>
    %306 = stablehlo.pad %305, %16, low = [0, 0, 0, 0, 0], high = [0, 3, 0, 0, 0], interior = [0, 0, 0, 0, 0] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x10x2x2x4xf32>
    %307 = stablehlo.reshape %306 : (tensor<2x10x2x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %308 = stablehlo.dot_general %301, %307, batching_dims = [0, 1, 2, 3] x [0, 1, 3, 4], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5x5xf32>, tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x5x4xf32>
    %309 = stablehlo.transpose %308, dims = [0, 1, 4, 2, 3, 5] : (tensor<2x2x2x2x5x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %310 = stablehlo.transpose %292, dims = [0, 1, 3, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %311 = stablehlo.add %253, %258 : tensor<2x2x2x2x5xf32>
    %312 = stablehlo.slice %311 [0:2, 0:2, 0:2, 0:2, 4:5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x1xf32>
    %313 = stablehlo.reshape %312 : (tensor<2x2x2x2x1xf32>) -> tensor<2x2x2x2xf32>
    %314 = stablehlo.pad %313, %16, low = [0, 0, 0, 1], high = [0, 0, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x2x2x2xf32>, tensor<f32>) -> tensor<2x2x2x3xf32>
    %315 = stablehlo.maximum %314, %133 : tensor<2x2x2x3xf32>
    %316 = stablehlo.multiply %315, %135 : tensor<2x2x2x3xf32>
    %317 = stablehlo.floor %316 : tensor<2x2x2x3xf32>
    %318 = stablehlo.multiply %317, %138 : tensor<2x2x2x3xf32>
    %319 = stablehlo.reshape %318 : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x1x3xf32>
    %320 = stablehlo.subtract %315, %318 : tensor<2x2x2x3xf32>
    %321 = stablehlo.reshape %320 : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x1x3xf32>
    %322 = stablehlo.concatenate %319, %321, dim = 3 : (tensor<2x2x2x1x3xf32>, tensor<2x2x2x1x3xf32>) -> tensor<2x2x2x2x3xf32>
    %323 = stablehlo.dot_general %322, %145, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<2x2x2x2x3xf32>
    %324 = stablehlo.slice %323 [0:2, 0:2, 0:2, 0:1, 0:3] : (tensor<2x2x2x2x3xf32>) -> tensor<2x2x2x1x3xf32>
    %325 = stablehlo.reshape %324 : (tensor<2x2x2x1x3xf32>) -> tensor<2x2x2x3xf32>
    %326 = stablehlo.broadcast_in_dim %325, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %327 = stablehlo.broadcast_in_dim %325, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %328 = stablehlo.subtract %326, %327 : tensor<2x2x2x3x3xf32>
    %329 = stablehlo.slice %323 [0:2, 0:2, 0:2, 1:2, 0:3] : (tensor<2x2x2x2x3xf32>) -> tensor<2x2x2x1x3xf32>
    %330 = stablehlo.reshape %329 : (tensor<2x2x2x1x3xf32>) -> tensor<2x2x2x3xf32>
    %331 = stablehlo.broadcast_in_dim %330, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %332 = stablehlo.broadcast_in_dim %330, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %333 = stablehlo.subtract %331, %332 : tensor<2x2x2x3x3xf32>
    %334 = stablehlo.add %328, %333 : tensor<2x2x2x3x3xf32>
    %335 = stablehlo.select %128, %334, %158 : tensor<2x2x2x3x3xi1>, tensor<2x2x2x3x3xf32>
    %336 = stablehlo.exponential %335 : tensor<2x2x2x3x3xf32>
    %337 = stablehlo.reshape %state.layers.1.ssm : (tensor<2x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %338 = stablehlo.slice %253 [0:2, 0:2, 0:2, 0:2, 4:5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x1xf32>
    %339 = stablehlo.reshape %338 : (tensor<2x2x2x2x1xf32>) -> tensor<2x2x2x2xf32>
    %340 = stablehlo.broadcast_in_dim %339, dims = [0, 1, 2, 3] : (tensor<2x2x2x2xf32>) -> tensor<2x2x2x2x5xf32>
    %341 = stablehlo.subtract %340, %253 : tensor<2x2x2x2x5xf32>
    %342 = stablehlo.slice %258 [0:2, 0:2, 0:2, 0:2, 4:5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x1xf32>
    %343 = stablehlo.reshape %342 : (tensor<2x2x2x2x1xf32>) -> tensor<2x2x2x2xf32>
    %344 = stablehlo.broadcast_in_dim %343, dims = [0, 1, 2, 3] : (tensor<2x2x2x2xf32>) -> tensor<2x2x2x2x5xf32>
    %345 = stablehlo.subtract %344, %258 : tensor<2x2x2x2x5xf32>
    %346 = stablehlo.add %341, %345 : tensor<2x2x2x2x5xf32>
    %347 = stablehlo.exponential %346 : tensor<2x2x2x2x5xf32>
    %348 = stablehlo.broadcast_in_dim %347, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %349 = stablehlo.multiply %307, %348 : tensor<2x2x5x2x2x4xf32>
    %350 = stablehlo.transpose %349, dims = [0, 1, 3, 4, 5, 2] : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x4x5xf32>
    %351 = stablehlo.dot_general %350, %297, batching_dims = [0, 1, 2] x [0, 1, 3], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x4x5xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %352 = stablehlo.concatenate %337, %351, dim = 1 : (tensor<2x1x2x2x4x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %353 = stablehlo.dot_general %336, %352, batching_dims = [0, 1, 2] x [0, 2, 3], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3x3xf32>, tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x3x4x3xf32>
    %354 = stablehlo.transpose %353, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x3x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %355 = stablehlo.slice %354 [0:2, 0:2, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %356 = stablehlo.dot_general %310, %355, batching_dims = [0, 1, 2] x [0, 1, 2], contracting_dims = [4] x [5], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x2x2x5x2x4xf32>
    %357 = stablehlo.transpose %356, dims = [0, 1, 3, 2, 4, 5] : (tensor<2x2x2x5x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %358 = stablehlo.exponential %311 : tensor<2x2x2x2x5xf32>
    %359 = stablehlo.broadcast_in_dim %358, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %360 = stablehlo.multiply %357, %359 : tensor<2x2x5x2x2x4xf32>
    %361 = stablehlo.add %309, %360 : tensor<2x2x5x2x2x4xf32>
    %362 = stablehlo.reshape %361 : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x10x2x2x4xf32>
    %363 = stablehlo.slice %362 [0:2, 0:7, 0:2, 0:2, 0:4] : (tensor<2x10x2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %364 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.D, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %365 = stablehlo.multiply %364, %303 : tensor<2x7x2x2x4xf32>
    %366 = stablehlo.add %363, %365 : tensor<2x7x2x2x4xf32>
    %367 = stablehlo.slice %224 [0:2, 0:7, 0:16] : (tensor<2x7x48xf32>) -> tensor<2x7x16xf32>
    %368 = stablehlo.reshape %367 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %369 = stablehlo.logistic %368 : tensor<2x7x2x2x4xf32>
    %370 = stablehlo.multiply %368, %369 : tensor<2x7x2x2x4xf32>
    %371 = stablehlo.multiply %366, %370 : tensor<2x7x2x2x4xf32>
    %372 = stablehlo.multiply %371, %371 : tensor<2x7x2x2x4xf32>
    %373 = stablehlo.reduce(%372 init: %16) applies stablehlo.add across dimensions = [3, 4] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x7x2xf32>
    %374 = stablehlo.multiply %373, %198 : tensor<2x7x2xf32>
    %375 = stablehlo.add %374, %200 : tensor<2x7x2xf32>
    %376 = stablehlo.rsqrt %375 : tensor<2x7x2xf32>
    %377 = stablehlo.broadcast_in_dim %376, dims = [0, 1, 2] : (tensor<2x7x2xf32>) -> tensor<2x7x2x2x4xf32>
    %378 = stablehlo.multiply %371, %377 : tensor<2x7x2x2x4xf32>
    %379 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.norm, dims = [2, 3, 4] : (tensor<2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %380 = stablehlo.multiply %378, %379 : tensor<2x7x2x2x4xf32>
    %381 = stablehlo.reshape %380 : (tensor<2x7x2x2x4xf32>) -> tensor<2x7x16xf32>
    %382 = stablehlo.convert %381 : (tensor<2x7x16xf32>) -> tensor<2x7x16xbf16>
    %383 = stablehlo.dot_general %382, %weights.layers.1.mixer.out_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x7x16xbf16>, tensor<8x16xbf16>) -> tensor<2x7x8xf32>
    %384 = stablehlo.add %210, %383 : tensor<2x7x8xf32>
    %385 = stablehlo.multiply %384, %384 : tensor<2x7x8xf32>
    %386 = stablehlo.reduce(%385 init: %16) applies stablehlo.add across dimensions = [2] : (tensor<2x7x8xf32>, tensor<f32>) -> tensor<2x7xf32>
    %387 = stablehlo.multiply %386, %18 : tensor<2x7xf32>
    %388 = stablehlo.add %387, %20 : tensor<2x7xf32>
    %389 = stablehlo.rsqrt %388 : tensor<2x7xf32>
    %390 = stablehlo.broadcast_in_dim %389, dims = [0, 1] : (tensor<2x7xf32>) -> tensor<2x7x8xf32>
    %391 = stablehlo.multiply %384, %390 : tensor<2x7x8xf32>
    %392 = stablehlo.broadcast_in_dim %weights.norm_f, dims = [2] : (tensor<8xf32>) -> tensor<2x7x8xf32>
    %393 = stablehlo.multiply %391, %392 : tensor<2x7x8xf32>
    %394 = stablehlo.convert %393 : (tensor<2x7x8xf32>) -> tensor<2x7x8xbf16>
    %395 = stablehlo.dot_general %394, %weights.embedding, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x7x8xbf16>, tensor<11x8xbf16>) -> tensor<2x7x11xf32>
    %396 = stablehlo.constant dense<0xFF800000> : tensor<f32>
    %397 = stablehlo.reduce(%395 init: %396) applies stablehlo.maximum across dimensions = [2] : (tensor<2x7x11xf32>, tensor<f32>) -> tensor<2x7xf32>
    %398 = stablehlo.abs %397 : tensor<2x7xf32>
    %399 = stablehlo.constant dense<0x7F800000> : tensor<2x7xf32>
    %400 = stablehlo.compare LT, %398, %399, FLOAT : (tensor<2x7xf32>, tensor<2x7xf32>) -> tensor<2x7xi1>
    %401 = stablehlo.compare NE, %395, %395, FLOAT : (tensor<2x7x11xf32>, tensor<2x7x11xf32>) -> tensor<2x7x11xi1>
    %402 = stablehlo.constant dense<-1> : tensor<2x7x11xi32>
    %403 = stablehlo.broadcast_in_dim %397, dims = [0, 1] : (tensor<2x7xf32>) -> tensor<2x7x11xf32>
    %404 = stablehlo.compare EQ, %395, %403, FLOAT : (tensor<2x7x11xf32>, tensor<2x7x11xf32>) -> tensor<2x7x11xi1>
    %405 = stablehlo.iota dim = 0 : tensor<11xi32>
    %406 = stablehlo.broadcast_in_dim %405, dims = [2] : (tensor<11xi32>) -> tensor<2x7x11xi32>
    %407 = stablehlo.constant dense<11> : tensor<2x7x11xi32>
    %408 = stablehlo.select %404, %406, %407 : tensor<2x7x11xi1>, tensor<2x7x11xi32>
    %409 = stablehlo.select %401, %402, %408 : tensor<2x7x11xi1>, tensor<2x7x11xi32>
    %410 = stablehlo.constant dense<2147483647> : tensor<i32>
    %411 = stablehlo.reduce(%409 init: %410) applies stablehlo.minimum across dimensions = [2] : (tensor<2x7x11xi32>, tensor<i32>) -> tensor<2x7xi32>
    %412 = stablehlo.constant dense<0> : tensor<2x7xi32>
    %413 = stablehlo.compare LT, %411, %412, SIGNED : (tensor<2x7xi32>, tensor<2x7xi32>) -> tensor<2x7xi1>
    %414 = stablehlo.constant dense<11> : tensor<2x7xi32>
    %415 = stablehlo.select %413, %414, %411 : tensor<2x7xi1>, tensor<2x7xi32>
    %416 = stablehlo.compare LT, %415, %414, SIGNED : (tensor<2x7xi32>, tensor<2x7xi32>) -> tensor<2x7xi1>
    %417 = stablehlo.and %400, %416 : tensor<2x7xi1>
    %418 = stablehlo.broadcast_in_dim %targets, dims = [0, 1] : (tensor<2x7xi32>) -> tensor<2x7x11xi32>
    %419 = stablehlo.compare EQ, %406, %418, SIGNED : (tensor<2x7x11xi32>, tensor<2x7x11xi32>) -> tensor<2x7x11xi1>
    %420 = stablehlo.constant dense<0.0> : tensor<2x7x11xf32>
    %421 = stablehlo.select %419, %395, %420 : tensor<2x7x11xi1>, tensor<2x7x11xf32>
    %422 = stablehlo.reduce(%421 init: %16) applies stablehlo.add across dimensions = [2] : (tensor<2x7x11xf32>, tensor<f32>) -> tensor<2x7xf32>
    %423 = stablehlo.subtract %422, %397 : tensor<2x7xf32>
    %424 = stablehlo.subtract %395, %403 : tensor<2x7x11xf32>
    %425 = stablehlo.exponential %424 : tensor<2x7x11xf32>
    %426 = stablehlo.reduce(%425 init: %16) applies stablehlo.add across dimensions = [2] : (tensor<2x7x11xf32>, tensor<f32>) -> tensor<2x7xf32>
    %427 = stablehlo.log %426 : tensor<2x7xf32>
    %428 = stablehlo.subtract %423, %427 : tensor<2x7xf32>
    %429 = stablehlo.constant dense<0x7FC00000> : tensor<2x7xf32>
    %430 = stablehlo.select %417, %428, %429 : tensor<2x7xi1>, tensor<2x7xf32>
    %431 = stablehlo.constant dense<0.0> : tensor<2x7xf32>
    %432 = stablehlo.select %3, %430, %431 : tensor<2x7xi1>, tensor<2x7xf32>
    %433 = stablehlo.compare EQ, %415, %targets, SIGNED : (tensor<2x7xi32>, tensor<2x7xi32>) -> tensor<2x7xi1>
    %434 = stablehlo.and %3, %433 : tensor<2x7xi1>
    %435 = stablehlo.iota dim = 0 : tensor<2xi32>
    %436 = stablehlo.reshape %435 : (tensor<2xi32>) -> tensor<2x1xi32>
    %437 = stablehlo.convert %3 : (tensor<2x7xi1>) -> tensor<2x7xi32>
    %438 = stablehlo.constant dense<0> : tensor<i32>
    %439 = stablehlo.reduce(%437 init: %438) applies stablehlo.add across dimensions = [1] : (tensor<2x7xi32>, tensor<i32>) -> tensor<2xi32>
    %440 = stablehlo.reshape %439 : (tensor<2xi32>) -> tensor<2x1xi32>
    %441 = stablehlo.concatenate %436, %440, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
    %442 = "stablehlo.gather"(%79, %441) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 2, 28>}> : (tensor<2x9x28xf32>, tensor<2x2xi32>) -> tensor<2x2x28xf32>
    %443 = stablehlo.slice %178 [0:2, 2:3, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %444 = stablehlo.reshape %443 : (tensor<2x1x2x2x4x3xf32>) -> tensor<2x2x2x4x3xf32>
    %445 = "stablehlo.gather"(%266, %441) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 2, 28>}> : (tensor<2x9x28xf32>, tensor<2x2xi32>) -> tensor<2x2x28xf32>
    %446 = stablehlo.slice %354 [0:2, 2:3, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %447 = stablehlo.reshape %446 : (tensor<2x1x2x2x4x3xf32>) -> tensor<2x2x2x4x3xf32>
    %448 = stablehlo.reshape %395 : (tensor<2x7x11xf32>) -> tensor<14x11xf32>
    %449 = stablehlo.reshape %448 : (tensor<14x11xf32>) -> tensor<14x1x11xf32>
    %450 = stablehlo.reduce(%449 init: %396) applies stablehlo.maximum across dimensions = [2] : (tensor<14x1x11xf32>, tensor<f32>) -> tensor<14x1xf32>
    %451 = stablehlo.constant dense<-1> : tensor<14x5xi32>
    %452 = stablehlo.constant dense<0.0> : tensor<14x5xf32>
    %453 = stablehlo.iota dim = 0 : tensor<1xi32>
    %454 = stablehlo.broadcast_in_dim %453, dims = [1] : (tensor<1xi32>) -> tensor<14x1xi32>
    %455 = stablehlo.broadcast_in_dim %405, dims = [1] : (tensor<11xi32>) -> tensor<14x11xi32>
    %456:4 = stablehlo.while(%_0 = %438, %_1 = %450, %_2 = %451, %_3 = %452) : tensor<i32>, tensor<14x1xf32>, tensor<14x5xi32>, tensor<14x5xf32>
    cond {
      %457 = stablehlo.constant dense<5> : tensor<i32>
      %458 = stablehlo.compare LT, %_0, %457, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      stablehlo.return %458 : tensor<i1>
    } do {
      %459 = stablehlo.constant dense<1> : tensor<i32>
      %460 = stablehlo.add %_0, %459 : tensor<i32>
      %461 = stablehlo.compare NE, %_1, %_1, FLOAT : (tensor<14x1xf32>, tensor<14x1xf32>) -> tensor<14x1xi1>
      %462 = stablehlo.constant dense<-1> : tensor<14x1xi32>
      %463 = stablehlo.reduce(%_1 init: %396) applies stablehlo.maximum across dimensions = [1] : (tensor<14x1xf32>, tensor<f32>) -> tensor<14xf32>
      %464 = stablehlo.broadcast_in_dim %463, dims = [0] : (tensor<14xf32>) -> tensor<14x1xf32>
      %465 = stablehlo.compare EQ, %_1, %464, FLOAT : (tensor<14x1xf32>, tensor<14x1xf32>) -> tensor<14x1xi1>
      %466 = stablehlo.constant dense<1> : tensor<14x1xi32>
      %467 = stablehlo.select %465, %454, %466 : tensor<14x1xi1>, tensor<14x1xi32>
      %468 = stablehlo.select %461, %462, %467 : tensor<14x1xi1>, tensor<14x1xi32>
      %469 = stablehlo.reduce(%468 init: %410) applies stablehlo.minimum across dimensions = [1] : (tensor<14x1xi32>, tensor<i32>) -> tensor<14xi32>
      %470 = stablehlo.constant dense<0> : tensor<14xi32>
      %471 = stablehlo.compare LT, %469, %470, SIGNED : (tensor<14xi32>, tensor<14xi32>) -> tensor<14xi1>
      %472 = stablehlo.constant dense<1> : tensor<14xi32>
      %473 = stablehlo.select %471, %472, %469 : tensor<14xi1>, tensor<14xi32>
      %474 = stablehlo.broadcast_in_dim %473, dims = [0] : (tensor<14xi32>) -> tensor<14x1xi32>
      %475 = stablehlo.compare EQ, %454, %474, SIGNED : (tensor<14x1xi32>, tensor<14x1xi32>) -> tensor<14x1xi1>
      %476 = stablehlo.constant dense<11> : tensor<14xi32>
      %477 = stablehlo.multiply %473, %476 : tensor<14xi32>
      %478 = stablehlo.broadcast_in_dim %477, dims = [0] : (tensor<14xi32>) -> tensor<14x11xi32>
      %479 = stablehlo.add %455, %478 : tensor<14x11xi32>
      %480 = stablehlo.broadcast_in_dim %479, dims = [0, 1] : (tensor<14x11xi32>) -> tensor<14x11x5xi32>
      %481 = stablehlo.broadcast_in_dim %_2, dims = [0, 2] : (tensor<14x5xi32>) -> tensor<14x11x5xi32>
      %482 = stablehlo.compare EQ, %480, %481, SIGNED : (tensor<14x11x5xi32>, tensor<14x11x5xi32>) -> tensor<14x11x5xi1>
      %483 = stablehlo.constant dense<false> : tensor<i1>
      %484 = stablehlo.reduce(%482 init: %483) applies stablehlo.or across dimensions = [2] : (tensor<14x11x5xi1>, tensor<i1>) -> tensor<14x11xi1>
      %485 = stablehlo.constant dense<0xFF800000> : tensor<14x11xf32>
      %486 = stablehlo.iota dim = 0 : tensor<14xi32>
      %487 = stablehlo.reshape %486 : (tensor<14xi32>) -> tensor<14x1xi32>
      %488 = stablehlo.reshape %473 : (tensor<14xi32>) -> tensor<14x1xi32>
      %489 = stablehlo.concatenate %487, %488, dim = 1 : (tensor<14x1xi32>, tensor<14x1xi32>) -> tensor<14x2xi32>
      %490 = "stablehlo.gather"(%449, %489) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 1, 11>}> : (tensor<14x1x11xf32>, tensor<14x2xi32>) -> tensor<14x1x11xf32>
      %491 = stablehlo.reshape %490 : (tensor<14x1x11xf32>) -> tensor<14x11xf32>
      %492 = stablehlo.select %484, %485, %491 : tensor<14x11xi1>, tensor<14x11xf32>
      %493 = stablehlo.compare NE, %492, %492, FLOAT : (tensor<14x11xf32>, tensor<14x11xf32>) -> tensor<14x11xi1>
      %494 = stablehlo.constant dense<-1> : tensor<14x11xi32>
      %495 = stablehlo.reduce(%492 init: %396) applies stablehlo.maximum across dimensions = [1] : (tensor<14x11xf32>, tensor<f32>) -> tensor<14xf32>
      %496 = stablehlo.broadcast_in_dim %495, dims = [0] : (tensor<14xf32>) -> tensor<14x11xf32>
      %497 = stablehlo.compare EQ, %492, %496, FLOAT : (tensor<14x11xf32>, tensor<14x11xf32>) -> tensor<14x11xi1>
      %498 = stablehlo.constant dense<11> : tensor<14x11xi32>
      %499 = stablehlo.select %497, %455, %498 : tensor<14x11xi1>, tensor<14x11xi32>
      %500 = stablehlo.select %493, %494, %499 : tensor<14x11xi1>, tensor<14x11xi32>
      %501 = stablehlo.reduce(%500 init: %410) applies stablehlo.minimum across dimensions = [1] : (tensor<14x11xi32>, tensor<i32>) -> tensor<14xi32>
      %502 = stablehlo.compare LT, %501, %470, SIGNED : (tensor<14xi32>, tensor<14xi32>) -> tensor<14xi1>
      %503 = stablehlo.select %502, %476, %501 : tensor<14xi1>, tensor<14xi32>
      %504 = stablehlo.broadcast_in_dim %503, dims = [0] : (tensor<14xi32>) -> tensor<14x11xi32>
      %505 = stablehlo.compare EQ, %455, %504, SIGNED : (tensor<14x11xi32>, tensor<14x11xi32>) -> tensor<14x11xi1>
      %506 = stablehlo.select %505, %485, %492 : tensor<14x11xi1>, tensor<14x11xf32>
      %507 = stablehlo.reduce(%506 init: %396) applies stablehlo.maximum across dimensions = [1] : (tensor<14x11xf32>, tensor<f32>) -> tensor<14xf32>
      %508 = stablehlo.broadcast_in_dim %507, dims = [0] : (tensor<14xf32>) -> tensor<14x1xf32>
      %509 = stablehlo.select %475, %508, %_1 : tensor<14x1xi1>, tensor<14x1xf32>
      %510 = stablehlo.add %503, %477 : tensor<14xi32>
      %511 = stablehlo.broadcast_in_dim %510, dims = [0] : (tensor<14xi32>) -> tensor<14x1xi32>
      %512 = stablehlo.dynamic_update_slice %_2, %511, %438, %_0 : (tensor<14x5xi32>, tensor<14x1xi32>, tensor<i32>, tensor<i32>) -> tensor<14x5xi32>
      %513 = stablehlo.broadcast_in_dim %495, dims = [0] : (tensor<14xf32>) -> tensor<14x1xf32>
      %514 = stablehlo.dynamic_update_slice %_3, %513, %438, %_0 : (tensor<14x5xf32>, tensor<14x1xf32>, tensor<i32>, tensor<i32>) -> tensor<14x5xf32>
      stablehlo.return %460, %509, %512, %514 : tensor<i32>, tensor<14x1xf32>, tensor<14x5xi32>, tensor<14x5xf32>
    }
    %515 = stablehlo.reshape %456#2 : (tensor<14x5xi32>) -> tensor<2x7x5xi32>
    %516 = stablehlo.reduce(%448 init: %396) applies stablehlo.maximum across dimensions = [1] : (tensor<14x11xf32>, tensor<f32>) -> tensor<14xf32>
    %517 = stablehlo.broadcast_in_dim %516, dims = [0] : (tensor<14xf32>) -> tensor<14x5xf32>
    %518 = stablehlo.subtract %456#3, %517 : tensor<14x5xf32>
    %519 = stablehlo.broadcast_in_dim %516, dims = [0] : (tensor<14xf32>) -> tensor<14x11xf32>
    %520 = stablehlo.subtract %448, %519 : tensor<14x11xf32>
    %521 = stablehlo.exponential %520 : tensor<14x11xf32>
    %522 = stablehlo.reduce(%521 init: %16) applies stablehlo.add across dimensions = [1] : (tensor<14x11xf32>, tensor<f32>) -> tensor<14xf32>
    %523 = stablehlo.log %522 : tensor<14xf32>
    %524 = stablehlo.broadcast_in_dim %523, dims = [0] : (tensor<14xf32>) -> tensor<14x5xf32>
    %525 = stablehlo.subtract %518, %524 : tensor<14x5xf32>
    %526 = stablehlo.reshape %525 : (tensor<14x5xf32>) -> tensor<2x7x5xf32>
    func.return %432, %434, %442, %444, %445, %447, %515, %526 : tensor<2x7xf32>, tensor<2x7xi1>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x7x5xi32>, tensor<2x7x5xf32>
  }
}
