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
    %57 = stablehlo.compare LE, %7, %8, SIGNED : (tensor<5x5xi32>, tensor<5x5xi32>) -> tensor<5x5xi1>
    %58 = stablehlo.convert %57 : (tensor<5x5xi1>) -> tensor<5x5xf32>
    %59 = stablehlo.dot_general %56, %58, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %60 = stablehlo.broadcast_in_dim %59, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %61 = stablehlo.broadcast_in_dim %59, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %62 = stablehlo.subtract %60, %61 : tensor<2x2x2x2x5x5xf32>
    %63 = stablehlo.subtract %51, %56 : tensor<2x2x2x2x5xf32>
    %64 = stablehlo.dot_general %63, %58, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %65 = stablehlo.broadcast_in_dim %64, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %66 = stablehlo.broadcast_in_dim %64, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %67 = stablehlo.subtract %65, %66 : tensor<2x2x2x2x5x5xf32>
    %68 = stablehlo.add %62, %67 : tensor<2x2x2x2x5x5xf32>
    %69 = stablehlo.constant dense<0xFF800000> : tensor<2x2x2x2x5x5xf32>
    %70 = stablehlo.select %10, %68, %69 : tensor<2x2x2x2x5x5xi1>, tensor<2x2x2x2x5x5xf32>
    %71 = stablehlo.exponential %70 : tensor<2x2x2x2x5x5xf32>
    %72 = stablehlo.slice %28 [0:2, 0:7, 16:44] : (tensor<2x7x48xf32>) -> tensor<2x7x28xf32>
    %73 = stablehlo.concatenate %state.layers.0.conv, %72, dim = 1 : (tensor<2x2x28xf32>, tensor<2x7x28xf32>) -> tensor<2x9x28xf32>
    %74 = stablehlo.slice %73 [0:2, 0:7, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %75 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %76 = stablehlo.reshape %75 : (tensor<28x1xf32>) -> tensor<28xf32>
    %77 = stablehlo.broadcast_in_dim %76, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %78 = stablehlo.multiply %74, %77 : tensor<2x7x28xf32>
    %79 = stablehlo.slice %73 [0:2, 1:8, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %80 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %81 = stablehlo.reshape %80 : (tensor<28x1xf32>) -> tensor<28xf32>
    %82 = stablehlo.broadcast_in_dim %81, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %83 = stablehlo.multiply %79, %82 : tensor<2x7x28xf32>
    %84 = stablehlo.add %78, %83 : tensor<2x7x28xf32>
    %85 = stablehlo.slice %73 [0:2, 2:9, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %86 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %87 = stablehlo.reshape %86 : (tensor<28x1xf32>) -> tensor<28xf32>
    %88 = stablehlo.broadcast_in_dim %87, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %89 = stablehlo.multiply %85, %88 : tensor<2x7x28xf32>
    %90 = stablehlo.add %84, %89 : tensor<2x7x28xf32>
    %91 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.conv_bias, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %92 = stablehlo.add %90, %91 : tensor<2x7x28xf32>
    %93 = stablehlo.logistic %92 : tensor<2x7x28xf32>
    %94 = stablehlo.multiply %92, %93 : tensor<2x7x28xf32>
    %95 = stablehlo.optimization_barrier %94 : tensor<2x7x28xf32>
    %96 = stablehlo.slice %95 [0:2, 0:7, 22:28] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %97 = stablehlo.reshape %96 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %98 = stablehlo.pad %97, %16, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %99 = stablehlo.reshape %98 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %100 = stablehlo.transpose %99, dims = [0, 3, 1, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %101 = stablehlo.slice %95 [0:2, 0:7, 16:22] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %102 = stablehlo.reshape %101 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %103 = stablehlo.pad %102, %16, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %104 = stablehlo.reshape %103 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %105 = stablehlo.dot_general %100, %104, batching_dims = [0, 1, 2] x [0, 3, 1], contracting_dims = [4] x [4], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x5xf32>
    %106 = stablehlo.broadcast_in_dim %105, dims = [0, 1, 3, 4, 5] : (tensor<2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %107 = stablehlo.multiply %71, %106 : tensor<2x2x2x2x5x5xf32>
    %108 = stablehlo.transpose %107, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %109 = stablehlo.slice %95 [0:2, 0:7, 0:16] : (tensor<2x7x28xf32>) -> tensor<2x7x16xf32>
    %110 = stablehlo.reshape %109 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %111 = stablehlo.broadcast_in_dim %45, dims = [0, 1, 2, 3] : (tensor<2x7x2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %112 = stablehlo.multiply %110, %111 : tensor<2x7x2x2x4xf32>
    %113 = stablehlo.pad %112, %16, low = [0, 0, 0, 0, 0], high = [0, 3, 0, 0, 0], interior = [0, 0, 0, 0, 0] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x10x2x2x4xf32>
    %114 = stablehlo.reshape %113 : (tensor<2x10x2x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %115 = stablehlo.dot_general %108, %114, batching_dims = [0, 1, 2, 3] x [0, 1, 3, 4], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5x5xf32>, tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x5x4xf32>
    %116 = stablehlo.transpose %115, dims = [0, 1, 4, 2, 3, 5] : (tensor<2x2x2x2x5x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %117 = stablehlo.transpose %99, dims = [0, 1, 3, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %118 = stablehlo.iota dim = 0 : tensor<3xi32>
    %119 = stablehlo.broadcast_in_dim %118, dims = [0] : (tensor<3xi32>) -> tensor<3x3xi32>
    %120 = stablehlo.broadcast_in_dim %118, dims = [1] : (tensor<3xi32>) -> tensor<3x3xi32>
    %121 = stablehlo.compare GE, %119, %120, SIGNED : (tensor<3x3xi32>, tensor<3x3xi32>) -> tensor<3x3xi1>
    %122 = stablehlo.broadcast_in_dim %121, dims = [3, 4] : (tensor<3x3xi1>) -> tensor<2x2x2x3x3xi1>
    %123 = stablehlo.reduce(%49 init: %16) applies stablehlo.add across dimensions = [4] : (tensor<2x2x2x2x5xf32>, tensor<f32>) -> tensor<2x2x2x2xf32>
    %124 = stablehlo.pad %123, %16, low = [0, 0, 0, 1], high = [0, 0, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x2x2x2xf32>, tensor<f32>) -> tensor<2x2x2x3xf32>
    %125 = stablehlo.constant dense<-128.0> : tensor<2x2x2x3xf32>
    %126 = stablehlo.maximum %124, %125 : tensor<2x2x2x3xf32>
    %127 = stablehlo.constant dense<32768.0> : tensor<2x2x2x3xf32>
    %128 = stablehlo.multiply %126, %127 : tensor<2x2x2x3xf32>
    %129 = stablehlo.floor %128 : tensor<2x2x2x3xf32>
    %130 = stablehlo.constant dense<3.0517578e-05> : tensor<2x2x2x3xf32>
    %131 = stablehlo.multiply %129, %130 : tensor<2x2x2x3xf32>
    %132 = stablehlo.compare LE, %119, %120, SIGNED : (tensor<3x3xi32>, tensor<3x3xi32>) -> tensor<3x3xi1>
    %133 = stablehlo.convert %132 : (tensor<3x3xi1>) -> tensor<3x3xf32>
    %134 = stablehlo.dot_general %131, %133, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<2x2x2x3xf32>
    %135 = stablehlo.broadcast_in_dim %134, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %136 = stablehlo.broadcast_in_dim %134, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %137 = stablehlo.subtract %135, %136 : tensor<2x2x2x3x3xf32>
    %138 = stablehlo.subtract %126, %131 : tensor<2x2x2x3xf32>
    %139 = stablehlo.dot_general %138, %133, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<2x2x2x3xf32>
    %140 = stablehlo.broadcast_in_dim %139, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %141 = stablehlo.broadcast_in_dim %139, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %142 = stablehlo.subtract %140, %141 : tensor<2x2x2x3x3xf32>
    %143 = stablehlo.add %137, %142 : tensor<2x2x2x3x3xf32>
    %144 = stablehlo.constant dense<0xFF800000> : tensor<2x2x2x3x3xf32>
    %145 = stablehlo.select %122, %143, %144 : tensor<2x2x2x3x3xi1>, tensor<2x2x2x3x3xf32>
    %146 = stablehlo.exponential %145 : tensor<2x2x2x3x3xf32>
    %147 = stablehlo.reshape %state.layers.0.ssm : (tensor<2x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %148 = stablehlo.compare GT, %7, %8, SIGNED : (tensor<5x5xi32>, tensor<5x5xi32>) -> tensor<5x5xi1>
    %149 = stablehlo.convert %148 : (tensor<5x5xi1>) -> tensor<5x5xf32>
    %150 = stablehlo.dot_general %49, %149, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %151 = stablehlo.exponential %150 : tensor<2x2x2x2x5xf32>
    %152 = stablehlo.broadcast_in_dim %151, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %153 = stablehlo.multiply %114, %152 : tensor<2x2x5x2x2x4xf32>
    %154 = stablehlo.transpose %153, dims = [0, 1, 3, 4, 5, 2] : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x4x5xf32>
    %155 = stablehlo.dot_general %154, %104, batching_dims = [0, 1, 2] x [0, 1, 3], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x4x5xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %156 = stablehlo.concatenate %147, %155, dim = 1 : (tensor<2x1x2x2x4x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %157 = stablehlo.dot_general %146, %156, batching_dims = [0, 1, 2] x [0, 2, 3], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3x3xf32>, tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x3x4x3xf32>
    %158 = stablehlo.transpose %157, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x3x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %159 = stablehlo.slice %158 [0:2, 0:2, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %160 = stablehlo.dot_general %117, %159, batching_dims = [0, 1, 2] x [0, 1, 2], contracting_dims = [4] x [5], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x2x2x5x2x4xf32>
    %161 = stablehlo.transpose %160, dims = [0, 1, 3, 2, 4, 5] : (tensor<2x2x2x5x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %162 = stablehlo.dot_general %49, %58, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %163 = stablehlo.exponential %162 : tensor<2x2x2x2x5xf32>
    %164 = stablehlo.broadcast_in_dim %163, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %165 = stablehlo.multiply %161, %164 : tensor<2x2x5x2x2x4xf32>
    %166 = stablehlo.add %116, %165 : tensor<2x2x5x2x2x4xf32>
    %167 = stablehlo.reshape %166 : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x10x2x2x4xf32>
    %168 = stablehlo.slice %167 [0:2, 0:7, 0:2, 0:2, 0:4] : (tensor<2x10x2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %169 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.D, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %170 = stablehlo.multiply %169, %110 : tensor<2x7x2x2x4xf32>
    %171 = stablehlo.add %168, %170 : tensor<2x7x2x2x4xf32>
    %172 = stablehlo.slice %28 [0:2, 0:7, 0:16] : (tensor<2x7x48xf32>) -> tensor<2x7x16xf32>
    %173 = stablehlo.reshape %172 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %174 = stablehlo.logistic %173 : tensor<2x7x2x2x4xf32>
    %175 = stablehlo.multiply %173, %174 : tensor<2x7x2x2x4xf32>
    %176 = stablehlo.multiply %171, %175 : tensor<2x7x2x2x4xf32>
    %177 = stablehlo.multiply %176, %176 : tensor<2x7x2x2x4xf32>
    %178 = stablehlo.reduce(%177 init: %16) applies stablehlo.add across dimensions = [3, 4] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x7x2xf32>
    %179 = stablehlo.constant dense<0.125> : tensor<2x7x2xf32>
    %180 = stablehlo.multiply %178, %179 : tensor<2x7x2xf32>
    %181 = stablehlo.constant dense<1.0e-05> : tensor<2x7x2xf32>
    %182 = stablehlo.add %180, %181 : tensor<2x7x2xf32>
    %183 = stablehlo.rsqrt %182 : tensor<2x7x2xf32>
    %184 = stablehlo.broadcast_in_dim %183, dims = [0, 1, 2] : (tensor<2x7x2xf32>) -> tensor<2x7x2x2x4xf32>
    %185 = stablehlo.multiply %176, %184 : tensor<2x7x2x2x4xf32>
    %186 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.norm, dims = [2, 3, 4] : (tensor<2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %187 = stablehlo.multiply %185, %186 : tensor<2x7x2x2x4xf32>
    %188 = stablehlo.reshape %187 : (tensor<2x7x2x2x4xf32>) -> tensor<2x7x16xf32>
    %189 = stablehlo.convert %188 : (tensor<2x7x16xf32>) -> tensor<2x7x16xbf16>
    %190 = stablehlo.dot_general %189, %weights.layers.0.mixer.out_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x7x16xbf16>, tensor<8x16xbf16>) -> tensor<2x7x8xf32>
    %191 = stablehlo.add %5, %190 : tensor<2x7x8xf32>
    %192 = stablehlo.exponential %weights.layers.1.mixer.A_log : tensor<2x2xf32>
    %193 = stablehlo.negate %192 : tensor<2x2xf32>
    %194 = stablehlo.broadcast_in_dim %193, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2xf32>
    %195 = stablehlo.multiply %191, %191 : tensor<2x7x8xf32>
    %196 = stablehlo.reduce(%195 init: %16) applies stablehlo.add across dimensions = [2] : (tensor<2x7x8xf32>, tensor<f32>) -> tensor<2x7xf32>
    %197 = stablehlo.multiply %196, %18 : tensor<2x7xf32>
    %198 = stablehlo.add %197, %20 : tensor<2x7xf32>
    %199 = stablehlo.rsqrt %198 : tensor<2x7xf32>
    %200 = stablehlo.broadcast_in_dim %199, dims = [0, 1] : (tensor<2x7xf32>) -> tensor<2x7x8xf32>
    %201 = stablehlo.multiply %191, %200 : tensor<2x7x8xf32>
    %202 = stablehlo.broadcast_in_dim %weights.layers.1.norm, dims = [2] : (tensor<8xf32>) -> tensor<2x7x8xf32>
    %203 = stablehlo.multiply %201, %202 : tensor<2x7x8xf32>
    %204 = stablehlo.convert %203 : (tensor<2x7x8xf32>) -> tensor<2x7x8xbf16>
    %205 = stablehlo.dot_general %204, %weights.layers.1.mixer.in_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x7x8xbf16>, tensor<48x8xbf16>) -> tensor<2x7x48xf32>
    %206 = stablehlo.slice %205 [0:2, 0:7, 44:48] : (tensor<2x7x48xf32>) -> tensor<2x7x4xf32>
    %207 = stablehlo.reshape %206 : (tensor<2x7x4xf32>) -> tensor<2x7x2x2xf32>
    %208 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.dt_bias, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2xf32>
    %209 = stablehlo.add %207, %208 : tensor<2x7x2x2xf32>
    %210 = stablehlo.maximum %209, %33 : tensor<2x7x2x2xf32>
    %211 = stablehlo.abs %209 : tensor<2x7x2x2xf32>
    %212 = stablehlo.negate %211 : tensor<2x7x2x2xf32>
    %213 = stablehlo.exponential %212 : tensor<2x7x2x2xf32>
    %214 = stablehlo.log_plus_one %213 : tensor<2x7x2x2xf32>
    %215 = stablehlo.add %210, %214 : tensor<2x7x2x2xf32>
    %216 = stablehlo.maximum %215, %40 : tensor<2x7x2x2xf32>
    %217 = stablehlo.minimum %216, %42 : tensor<2x7x2x2xf32>
    %218 = stablehlo.select %14, %217, %33 : tensor<2x7x2x2xi1>, tensor<2x7x2x2xf32>
    %219 = stablehlo.optimization_barrier %218 : tensor<2x7x2x2xf32>
    %220 = stablehlo.multiply %194, %219 : tensor<2x7x2x2xf32>
    %221 = stablehlo.pad %220, %16, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x2xf32>, tensor<f32>) -> tensor<2x10x2x2xf32>
    %222 = stablehlo.reshape %221 : (tensor<2x10x2x2xf32>) -> tensor<2x2x5x2x2xf32>
    %223 = stablehlo.transpose %222, dims = [0, 3, 4, 1, 2] : (tensor<2x2x5x2x2xf32>) -> tensor<2x2x2x2x5xf32>
    %224 = stablehlo.maximum %223, %50 : tensor<2x2x2x2x5xf32>
    %225 = stablehlo.multiply %224, %52 : tensor<2x2x2x2x5xf32>
    %226 = stablehlo.floor %225 : tensor<2x2x2x2x5xf32>
    %227 = stablehlo.multiply %226, %55 : tensor<2x2x2x2x5xf32>
    %228 = stablehlo.dot_general %227, %58, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %229 = stablehlo.broadcast_in_dim %228, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %230 = stablehlo.broadcast_in_dim %228, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %231 = stablehlo.subtract %229, %230 : tensor<2x2x2x2x5x5xf32>
    %232 = stablehlo.subtract %224, %227 : tensor<2x2x2x2x5xf32>
    %233 = stablehlo.dot_general %232, %58, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %234 = stablehlo.broadcast_in_dim %233, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %235 = stablehlo.broadcast_in_dim %233, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %236 = stablehlo.subtract %234, %235 : tensor<2x2x2x2x5x5xf32>
    %237 = stablehlo.add %231, %236 : tensor<2x2x2x2x5x5xf32>
    %238 = stablehlo.select %10, %237, %69 : tensor<2x2x2x2x5x5xi1>, tensor<2x2x2x2x5x5xf32>
    %239 = stablehlo.exponential %238 : tensor<2x2x2x2x5x5xf32>
    %240 = stablehlo.slice %205 [0:2, 0:7, 16:44] : (tensor<2x7x48xf32>) -> tensor<2x7x28xf32>
    %241 = stablehlo.concatenate %state.layers.1.conv, %240, dim = 1 : (tensor<2x2x28xf32>, tensor<2x7x28xf32>) -> tensor<2x9x28xf32>
    %242 = stablehlo.slice %241 [0:2, 0:7, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %243 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %244 = stablehlo.reshape %243 : (tensor<28x1xf32>) -> tensor<28xf32>
    %245 = stablehlo.broadcast_in_dim %244, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %246 = stablehlo.multiply %242, %245 : tensor<2x7x28xf32>
    %247 = stablehlo.slice %241 [0:2, 1:8, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %248 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %249 = stablehlo.reshape %248 : (tensor<28x1xf32>) -> tensor<28xf32>
    %250 = stablehlo.broadcast_in_dim %249, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %251 = stablehlo.multiply %247, %250 : tensor<2x7x28xf32>
    %252 = stablehlo.add %246, %251 : tensor<2x7x28xf32>
    %253 = stablehlo.slice %241 [0:2, 2:9, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %254 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %255 = stablehlo.reshape %254 : (tensor<28x1xf32>) -> tensor<28xf32>
    %256 = stablehlo.broadcast_in_dim %255, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %257 = stablehlo.multiply %253, %256 : tensor<2x7x28xf32>
    %258 = stablehlo.add %252, %257 : tensor<2x7x28xf32>
    %259 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.conv_bias, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %260 = stablehlo.add %258, %259 : tensor<2x7x28xf32>
    %261 = stablehlo.logistic %260 : tensor<2x7x28xf32>
    %262 = stablehlo.multiply %260, %261 : tensor<2x7x28xf32>
    %263 = stablehlo.optimization_barrier %262 : tensor<2x7x28xf32>
    %264 = stablehlo.slice %263 [0:2, 0:7, 22:28] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %265 = stablehlo.reshape %264 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %266 = stablehlo.pad %265, %16, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %267 = stablehlo.reshape %266 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %268 = stablehlo.transpose %267, dims = [0, 3, 1, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %269 = stablehlo.slice %263 [0:2, 0:7, 16:22] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %270 = stablehlo.reshape %269 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %271 = stablehlo.pad %270, %16, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %272 = stablehlo.reshape %271 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %273 = stablehlo.dot_general %268, %272, batching_dims = [0, 1, 2] x [0, 3, 1], contracting_dims = [4] x [4], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x5xf32>
    %274 = stablehlo.broadcast_in_dim %273, dims = [0, 1, 3, 4, 5] : (tensor<2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %275 = stablehlo.multiply %239, %274 : tensor<2x2x2x2x5x5xf32>
    %276 = stablehlo.transpose %275, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %277 = stablehlo.slice %263 [0:2, 0:7, 0:16] : (tensor<2x7x28xf32>) -> tensor<2x7x16xf32>
    %278 = stablehlo.reshape %277 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %279 = stablehlo.broadcast_in_dim %219, dims = [0, 1, 2, 3] : (tensor<2x7x2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %280 = stablehlo.multiply %278, %279 : tensor<2x7x2x2x4xf32>
    %281 = stablehlo.pad %280, %16, low = [0, 0, 0, 0, 0], high = [0, 3, 0, 0, 0], interior = [0, 0, 0, 0, 0] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x10x2x2x4xf32>
    %282 = stablehlo.reshape %281 : (tensor<2x10x2x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %283 = stablehlo.dot_general %276, %282, batching_dims = [0, 1, 2, 3] x [0, 1, 3, 4], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5x5xf32>, tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x5x4xf32>
    %284 = stablehlo.transpose %283, dims = [0, 1, 4, 2, 3, 5] : (tensor<2x2x2x2x5x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %285 = stablehlo.transpose %267, dims = [0, 1, 3, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %286 = stablehlo.reduce(%223 init: %16) applies stablehlo.add across dimensions = [4] : (tensor<2x2x2x2x5xf32>, tensor<f32>) -> tensor<2x2x2x2xf32>
    %287 = stablehlo.pad %286, %16, low = [0, 0, 0, 1], high = [0, 0, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x2x2x2xf32>, tensor<f32>) -> tensor<2x2x2x3xf32>
    %288 = stablehlo.maximum %287, %125 : tensor<2x2x2x3xf32>
    %289 = stablehlo.multiply %288, %127 : tensor<2x2x2x3xf32>
    %290 = stablehlo.floor %289 : tensor<2x2x2x3xf32>
    %291 = stablehlo.multiply %290, %130 : tensor<2x2x2x3xf32>
    %292 = stablehlo.dot_general %291, %133, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<2x2x2x3xf32>
    %293 = stablehlo.broadcast_in_dim %292, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %294 = stablehlo.broadcast_in_dim %292, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %295 = stablehlo.subtract %293, %294 : tensor<2x2x2x3x3xf32>
    %296 = stablehlo.subtract %288, %291 : tensor<2x2x2x3xf32>
    %297 = stablehlo.dot_general %296, %133, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<2x2x2x3xf32>
    %298 = stablehlo.broadcast_in_dim %297, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %299 = stablehlo.broadcast_in_dim %297, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %300 = stablehlo.subtract %298, %299 : tensor<2x2x2x3x3xf32>
    %301 = stablehlo.add %295, %300 : tensor<2x2x2x3x3xf32>
    %302 = stablehlo.select %122, %301, %144 : tensor<2x2x2x3x3xi1>, tensor<2x2x2x3x3xf32>
    %303 = stablehlo.exponential %302 : tensor<2x2x2x3x3xf32>
    %304 = stablehlo.reshape %state.layers.1.ssm : (tensor<2x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %305 = stablehlo.dot_general %223, %149, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %306 = stablehlo.exponential %305 : tensor<2x2x2x2x5xf32>
    %307 = stablehlo.broadcast_in_dim %306, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %308 = stablehlo.multiply %282, %307 : tensor<2x2x5x2x2x4xf32>
    %309 = stablehlo.transpose %308, dims = [0, 1, 3, 4, 5, 2] : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x4x5xf32>
    %310 = stablehlo.dot_general %309, %272, batching_dims = [0, 1, 2] x [0, 1, 3], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x4x5xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %311 = stablehlo.concatenate %304, %310, dim = 1 : (tensor<2x1x2x2x4x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %312 = stablehlo.dot_general %303, %311, batching_dims = [0, 1, 2] x [0, 2, 3], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3x3xf32>, tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x3x4x3xf32>
    %313 = stablehlo.transpose %312, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x3x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %314 = stablehlo.slice %313 [0:2, 0:2, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %315 = stablehlo.dot_general %285, %314, batching_dims = [0, 1, 2] x [0, 1, 2], contracting_dims = [4] x [5], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x2x2x5x2x4xf32>
    %316 = stablehlo.transpose %315, dims = [0, 1, 3, 2, 4, 5] : (tensor<2x2x2x5x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %317 = stablehlo.dot_general %223, %58, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %318 = stablehlo.exponential %317 : tensor<2x2x2x2x5xf32>
    %319 = stablehlo.broadcast_in_dim %318, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %320 = stablehlo.multiply %316, %319 : tensor<2x2x5x2x2x4xf32>
    %321 = stablehlo.add %284, %320 : tensor<2x2x5x2x2x4xf32>
    %322 = stablehlo.reshape %321 : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x10x2x2x4xf32>
    %323 = stablehlo.slice %322 [0:2, 0:7, 0:2, 0:2, 0:4] : (tensor<2x10x2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %324 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.D, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %325 = stablehlo.multiply %324, %278 : tensor<2x7x2x2x4xf32>
    %326 = stablehlo.add %323, %325 : tensor<2x7x2x2x4xf32>
    %327 = stablehlo.slice %205 [0:2, 0:7, 0:16] : (tensor<2x7x48xf32>) -> tensor<2x7x16xf32>
    %328 = stablehlo.reshape %327 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %329 = stablehlo.logistic %328 : tensor<2x7x2x2x4xf32>
    %330 = stablehlo.multiply %328, %329 : tensor<2x7x2x2x4xf32>
    %331 = stablehlo.multiply %326, %330 : tensor<2x7x2x2x4xf32>
    %332 = stablehlo.multiply %331, %331 : tensor<2x7x2x2x4xf32>
    %333 = stablehlo.reduce(%332 init: %16) applies stablehlo.add across dimensions = [3, 4] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x7x2xf32>
    %334 = stablehlo.multiply %333, %179 : tensor<2x7x2xf32>
    %335 = stablehlo.add %334, %181 : tensor<2x7x2xf32>
    %336 = stablehlo.rsqrt %335 : tensor<2x7x2xf32>
    %337 = stablehlo.broadcast_in_dim %336, dims = [0, 1, 2] : (tensor<2x7x2xf32>) -> tensor<2x7x2x2x4xf32>
    %338 = stablehlo.multiply %331, %337 : tensor<2x7x2x2x4xf32>
    %339 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.norm, dims = [2, 3, 4] : (tensor<2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %340 = stablehlo.multiply %338, %339 : tensor<2x7x2x2x4xf32>
    %341 = stablehlo.reshape %340 : (tensor<2x7x2x2x4xf32>) -> tensor<2x7x16xf32>
    %342 = stablehlo.convert %341 : (tensor<2x7x16xf32>) -> tensor<2x7x16xbf16>
    %343 = stablehlo.dot_general %342, %weights.layers.1.mixer.out_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x7x16xbf16>, tensor<8x16xbf16>) -> tensor<2x7x8xf32>
    %344 = stablehlo.add %191, %343 : tensor<2x7x8xf32>
    %345 = stablehlo.multiply %344, %344 : tensor<2x7x8xf32>
    %346 = stablehlo.reduce(%345 init: %16) applies stablehlo.add across dimensions = [2] : (tensor<2x7x8xf32>, tensor<f32>) -> tensor<2x7xf32>
    %347 = stablehlo.multiply %346, %18 : tensor<2x7xf32>
    %348 = stablehlo.add %347, %20 : tensor<2x7xf32>
    %349 = stablehlo.rsqrt %348 : tensor<2x7xf32>
    %350 = stablehlo.broadcast_in_dim %349, dims = [0, 1] : (tensor<2x7xf32>) -> tensor<2x7x8xf32>
    %351 = stablehlo.multiply %344, %350 : tensor<2x7x8xf32>
    %352 = stablehlo.broadcast_in_dim %weights.norm_f, dims = [2] : (tensor<8xf32>) -> tensor<2x7x8xf32>
    %353 = stablehlo.multiply %351, %352 : tensor<2x7x8xf32>
    %354 = stablehlo.convert %353 : (tensor<2x7x8xf32>) -> tensor<2x7x8xbf16>
    %355 = stablehlo.dot_general %354, %weights.embedding, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x7x8xbf16>, tensor<11x8xbf16>) -> tensor<2x7x11xf32>
    %356 = stablehlo.constant dense<0xFF800000> : tensor<f32>
    %357 = stablehlo.reduce(%355 init: %356) applies stablehlo.maximum across dimensions = [2] : (tensor<2x7x11xf32>, tensor<f32>) -> tensor<2x7xf32>
    %358 = stablehlo.abs %357 : tensor<2x7xf32>
    %359 = stablehlo.constant dense<0x7F800000> : tensor<2x7xf32>
    %360 = stablehlo.compare LT, %358, %359, FLOAT : (tensor<2x7xf32>, tensor<2x7xf32>) -> tensor<2x7xi1>
    %361 = stablehlo.compare NE, %355, %355, FLOAT : (tensor<2x7x11xf32>, tensor<2x7x11xf32>) -> tensor<2x7x11xi1>
    %362 = stablehlo.constant dense<-1> : tensor<2x7x11xi32>
    %363 = stablehlo.broadcast_in_dim %357, dims = [0, 1] : (tensor<2x7xf32>) -> tensor<2x7x11xf32>
    %364 = stablehlo.compare EQ, %355, %363, FLOAT : (tensor<2x7x11xf32>, tensor<2x7x11xf32>) -> tensor<2x7x11xi1>
    %365 = stablehlo.iota dim = 0 : tensor<11xi32>
    %366 = stablehlo.broadcast_in_dim %365, dims = [2] : (tensor<11xi32>) -> tensor<2x7x11xi32>
    %367 = stablehlo.constant dense<11> : tensor<2x7x11xi32>
    %368 = stablehlo.select %364, %366, %367 : tensor<2x7x11xi1>, tensor<2x7x11xi32>
    %369 = stablehlo.select %361, %362, %368 : tensor<2x7x11xi1>, tensor<2x7x11xi32>
    %370 = stablehlo.constant dense<2147483647> : tensor<i32>
    %371 = stablehlo.reduce(%369 init: %370) applies stablehlo.minimum across dimensions = [2] : (tensor<2x7x11xi32>, tensor<i32>) -> tensor<2x7xi32>
    %372 = stablehlo.constant dense<0> : tensor<2x7xi32>
    %373 = stablehlo.compare LT, %371, %372, SIGNED : (tensor<2x7xi32>, tensor<2x7xi32>) -> tensor<2x7xi1>
    %374 = stablehlo.constant dense<11> : tensor<2x7xi32>
    %375 = stablehlo.select %373, %374, %371 : tensor<2x7xi1>, tensor<2x7xi32>
    %376 = stablehlo.compare LT, %375, %374, SIGNED : (tensor<2x7xi32>, tensor<2x7xi32>) -> tensor<2x7xi1>
    %377 = stablehlo.and %360, %376 : tensor<2x7xi1>
    %378 = stablehlo.broadcast_in_dim %targets, dims = [0, 1] : (tensor<2x7xi32>) -> tensor<2x7x11xi32>
    %379 = stablehlo.compare EQ, %366, %378, SIGNED : (tensor<2x7x11xi32>, tensor<2x7x11xi32>) -> tensor<2x7x11xi1>
    %380 = stablehlo.constant dense<0.0> : tensor<2x7x11xf32>
    %381 = stablehlo.select %379, %355, %380 : tensor<2x7x11xi1>, tensor<2x7x11xf32>
    %382 = stablehlo.reduce(%381 init: %16) applies stablehlo.add across dimensions = [2] : (tensor<2x7x11xf32>, tensor<f32>) -> tensor<2x7xf32>
    %383 = stablehlo.subtract %382, %357 : tensor<2x7xf32>
    %384 = stablehlo.subtract %355, %363 : tensor<2x7x11xf32>
    %385 = stablehlo.exponential %384 : tensor<2x7x11xf32>
    %386 = stablehlo.reduce(%385 init: %16) applies stablehlo.add across dimensions = [2] : (tensor<2x7x11xf32>, tensor<f32>) -> tensor<2x7xf32>
    %387 = stablehlo.log %386 : tensor<2x7xf32>
    %388 = stablehlo.subtract %383, %387 : tensor<2x7xf32>
    %389 = stablehlo.constant dense<0x7FC00000> : tensor<2x7xf32>
    %390 = stablehlo.select %377, %388, %389 : tensor<2x7xi1>, tensor<2x7xf32>
    %391 = stablehlo.constant dense<0.0> : tensor<2x7xf32>
    %392 = stablehlo.select %3, %390, %391 : tensor<2x7xi1>, tensor<2x7xf32>
    %393 = stablehlo.compare EQ, %375, %targets, SIGNED : (tensor<2x7xi32>, tensor<2x7xi32>) -> tensor<2x7xi1>
    %394 = stablehlo.and %3, %393 : tensor<2x7xi1>
    %395 = stablehlo.iota dim = 0 : tensor<2xi32>
    %396 = stablehlo.reshape %395 : (tensor<2xi32>) -> tensor<2x1xi32>
    %397 = stablehlo.convert %3 : (tensor<2x7xi1>) -> tensor<2x7xi32>
    %398 = stablehlo.constant dense<0> : tensor<i32>
    %399 = stablehlo.reduce(%397 init: %398) applies stablehlo.add across dimensions = [1] : (tensor<2x7xi32>, tensor<i32>) -> tensor<2xi32>
    %400 = stablehlo.reshape %399 : (tensor<2xi32>) -> tensor<2x1xi32>
    %401 = stablehlo.concatenate %396, %400, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
    %402 = "stablehlo.gather"(%73, %401) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 2, 28>}> : (tensor<2x9x28xf32>, tensor<2x2xi32>) -> tensor<2x2x28xf32>
    %403 = stablehlo.slice %158 [0:2, 2:3, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %404 = stablehlo.reshape %403 : (tensor<2x1x2x2x4x3xf32>) -> tensor<2x2x2x4x3xf32>
    %405 = "stablehlo.gather"(%241, %401) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 2, 28>}> : (tensor<2x9x28xf32>, tensor<2x2xi32>) -> tensor<2x2x28xf32>
    %406 = stablehlo.slice %313 [0:2, 2:3, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %407 = stablehlo.reshape %406 : (tensor<2x1x2x2x4x3xf32>) -> tensor<2x2x2x4x3xf32>
    %408 = stablehlo.reshape %355 : (tensor<2x7x11xf32>) -> tensor<14x11xf32>
    %409 = stablehlo.reshape %408 : (tensor<14x11xf32>) -> tensor<14x1x11xf32>
    %410 = stablehlo.reduce(%409 init: %356) applies stablehlo.maximum across dimensions = [2] : (tensor<14x1x11xf32>, tensor<f32>) -> tensor<14x1xf32>
    %411 = stablehlo.constant dense<-1> : tensor<14x5xi32>
    %412 = stablehlo.constant dense<0.0> : tensor<14x5xf32>
    %413 = stablehlo.iota dim = 0 : tensor<1xi32>
    %414 = stablehlo.broadcast_in_dim %413, dims = [1] : (tensor<1xi32>) -> tensor<14x1xi32>
    %415 = stablehlo.broadcast_in_dim %365, dims = [1] : (tensor<11xi32>) -> tensor<14x11xi32>
    %416:4 = stablehlo.while(%_0 = %398, %_1 = %410, %_2 = %411, %_3 = %412) : tensor<i32>, tensor<14x1xf32>, tensor<14x5xi32>, tensor<14x5xf32>
    cond {
      %417 = stablehlo.constant dense<5> : tensor<i32>
      %418 = stablehlo.compare LT, %_0, %417, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      stablehlo.return %418 : tensor<i1>
    } do {
      %419 = stablehlo.constant dense<1> : tensor<i32>
      %420 = stablehlo.add %_0, %419 : tensor<i32>
      %421 = stablehlo.compare NE, %_1, %_1, FLOAT : (tensor<14x1xf32>, tensor<14x1xf32>) -> tensor<14x1xi1>
      %422 = stablehlo.constant dense<-1> : tensor<14x1xi32>
      %423 = stablehlo.reduce(%_1 init: %356) applies stablehlo.maximum across dimensions = [1] : (tensor<14x1xf32>, tensor<f32>) -> tensor<14xf32>
      %424 = stablehlo.broadcast_in_dim %423, dims = [0] : (tensor<14xf32>) -> tensor<14x1xf32>
      %425 = stablehlo.compare EQ, %_1, %424, FLOAT : (tensor<14x1xf32>, tensor<14x1xf32>) -> tensor<14x1xi1>
      %426 = stablehlo.constant dense<1> : tensor<14x1xi32>
      %427 = stablehlo.select %425, %414, %426 : tensor<14x1xi1>, tensor<14x1xi32>
      %428 = stablehlo.select %421, %422, %427 : tensor<14x1xi1>, tensor<14x1xi32>
      %429 = stablehlo.reduce(%428 init: %370) applies stablehlo.minimum across dimensions = [1] : (tensor<14x1xi32>, tensor<i32>) -> tensor<14xi32>
      %430 = stablehlo.constant dense<0> : tensor<14xi32>
      %431 = stablehlo.compare LT, %429, %430, SIGNED : (tensor<14xi32>, tensor<14xi32>) -> tensor<14xi1>
      %432 = stablehlo.constant dense<1> : tensor<14xi32>
      %433 = stablehlo.select %431, %432, %429 : tensor<14xi1>, tensor<14xi32>
      %434 = stablehlo.broadcast_in_dim %433, dims = [0] : (tensor<14xi32>) -> tensor<14x1xi32>
      %435 = stablehlo.compare EQ, %414, %434, SIGNED : (tensor<14x1xi32>, tensor<14x1xi32>) -> tensor<14x1xi1>
      %436 = stablehlo.constant dense<11> : tensor<14xi32>
      %437 = stablehlo.multiply %433, %436 : tensor<14xi32>
      %438 = stablehlo.broadcast_in_dim %437, dims = [0] : (tensor<14xi32>) -> tensor<14x11xi32>
      %439 = stablehlo.add %415, %438 : tensor<14x11xi32>
      %440 = stablehlo.broadcast_in_dim %439, dims = [0, 1] : (tensor<14x11xi32>) -> tensor<14x11x5xi32>
      %441 = stablehlo.broadcast_in_dim %_2, dims = [0, 2] : (tensor<14x5xi32>) -> tensor<14x11x5xi32>
      %442 = stablehlo.compare EQ, %440, %441, SIGNED : (tensor<14x11x5xi32>, tensor<14x11x5xi32>) -> tensor<14x11x5xi1>
      %443 = stablehlo.constant dense<false> : tensor<i1>
      %444 = stablehlo.reduce(%442 init: %443) applies stablehlo.or across dimensions = [2] : (tensor<14x11x5xi1>, tensor<i1>) -> tensor<14x11xi1>
      %445 = stablehlo.constant dense<0xFF800000> : tensor<14x11xf32>
      %446 = stablehlo.iota dim = 0 : tensor<14xi32>
      %447 = stablehlo.reshape %446 : (tensor<14xi32>) -> tensor<14x1xi32>
      %448 = stablehlo.reshape %433 : (tensor<14xi32>) -> tensor<14x1xi32>
      %449 = stablehlo.concatenate %447, %448, dim = 1 : (tensor<14x1xi32>, tensor<14x1xi32>) -> tensor<14x2xi32>
      %450 = "stablehlo.gather"(%409, %449) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 1, 11>}> : (tensor<14x1x11xf32>, tensor<14x2xi32>) -> tensor<14x1x11xf32>
      %451 = stablehlo.reshape %450 : (tensor<14x1x11xf32>) -> tensor<14x11xf32>
      %452 = stablehlo.select %444, %445, %451 : tensor<14x11xi1>, tensor<14x11xf32>
      %453 = stablehlo.compare NE, %452, %452, FLOAT : (tensor<14x11xf32>, tensor<14x11xf32>) -> tensor<14x11xi1>
      %454 = stablehlo.constant dense<-1> : tensor<14x11xi32>
      %455 = stablehlo.reduce(%452 init: %356) applies stablehlo.maximum across dimensions = [1] : (tensor<14x11xf32>, tensor<f32>) -> tensor<14xf32>
      %456 = stablehlo.broadcast_in_dim %455, dims = [0] : (tensor<14xf32>) -> tensor<14x11xf32>
      %457 = stablehlo.compare EQ, %452, %456, FLOAT : (tensor<14x11xf32>, tensor<14x11xf32>) -> tensor<14x11xi1>
      %458 = stablehlo.constant dense<11> : tensor<14x11xi32>
      %459 = stablehlo.select %457, %415, %458 : tensor<14x11xi1>, tensor<14x11xi32>
      %460 = stablehlo.select %453, %454, %459 : tensor<14x11xi1>, tensor<14x11xi32>
      %461 = stablehlo.reduce(%460 init: %370) applies stablehlo.minimum across dimensions = [1] : (tensor<14x11xi32>, tensor<i32>) -> tensor<14xi32>
      %462 = stablehlo.compare LT, %461, %430, SIGNED : (tensor<14xi32>, tensor<14xi32>) -> tensor<14xi1>
      %463 = stablehlo.select %462, %436, %461 : tensor<14xi1>, tensor<14xi32>
      %464 = stablehlo.broadcast_in_dim %463, dims = [0] : (tensor<14xi32>) -> tensor<14x11xi32>
      %465 = stablehlo.compare EQ, %415, %464, SIGNED : (tensor<14x11xi32>, tensor<14x11xi32>) -> tensor<14x11xi1>
      %466 = stablehlo.select %465, %445, %452 : tensor<14x11xi1>, tensor<14x11xf32>
      %467 = stablehlo.reduce(%466 init: %356) applies stablehlo.maximum across dimensions = [1] : (tensor<14x11xf32>, tensor<f32>) -> tensor<14xf32>
      %468 = stablehlo.broadcast_in_dim %467, dims = [0] : (tensor<14xf32>) -> tensor<14x1xf32>
      %469 = stablehlo.select %435, %468, %_1 : tensor<14x1xi1>, tensor<14x1xf32>
      %470 = stablehlo.add %463, %437 : tensor<14xi32>
      %471 = stablehlo.broadcast_in_dim %470, dims = [0] : (tensor<14xi32>) -> tensor<14x1xi32>
      %472 = stablehlo.dynamic_update_slice %_2, %471, %398, %_0 : (tensor<14x5xi32>, tensor<14x1xi32>, tensor<i32>, tensor<i32>) -> tensor<14x5xi32>
      %473 = stablehlo.broadcast_in_dim %455, dims = [0] : (tensor<14xf32>) -> tensor<14x1xf32>
      %474 = stablehlo.dynamic_update_slice %_3, %473, %398, %_0 : (tensor<14x5xf32>, tensor<14x1xf32>, tensor<i32>, tensor<i32>) -> tensor<14x5xf32>
      stablehlo.return %420, %469, %472, %474 : tensor<i32>, tensor<14x1xf32>, tensor<14x5xi32>, tensor<14x5xf32>
    }
    %475 = stablehlo.reshape %416#2 : (tensor<14x5xi32>) -> tensor<2x7x5xi32>
    %476 = stablehlo.reduce(%408 init: %356) applies stablehlo.maximum across dimensions = [1] : (tensor<14x11xf32>, tensor<f32>) -> tensor<14xf32>
    %477 = stablehlo.broadcast_in_dim %476, dims = [0] : (tensor<14xf32>) -> tensor<14x5xf32>
    %478 = stablehlo.subtract %416#3, %477 : tensor<14x5xf32>
    %479 = stablehlo.broadcast_in_dim %476, dims = [0] : (tensor<14xf32>) -> tensor<14x11xf32>
    %480 = stablehlo.subtract %408, %479 : tensor<14x11xf32>
    %481 = stablehlo.exponential %480 : tensor<14x11xf32>
    %482 = stablehlo.reduce(%481 init: %16) applies stablehlo.add across dimensions = [1] : (tensor<14x11xf32>, tensor<f32>) -> tensor<14xf32>
    %483 = stablehlo.log %482 : tensor<14xf32>
    %484 = stablehlo.broadcast_in_dim %483, dims = [0] : (tensor<14xf32>) -> tensor<14x5xf32>
    %485 = stablehlo.subtract %478, %484 : tensor<14x5xf32>
    %486 = stablehlo.reshape %485 : (tensor<14x5xf32>) -> tensor<2x7x5xf32>
    func.return %392, %394, %402, %404, %405, %407, %475, %486 : tensor<2x7xf32>, tensor<2x7xi1>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x7x5xi32>, tensor<2x7x5xf32>
  }
}
