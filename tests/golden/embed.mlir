module @embed {
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
      %lengths: tensor<2xi32>
  ) -> (tensor<2x8xf32>, tensor<2x8xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>) {
    // result 0: sum
    // result 1: last
    // result 2: state.layers.0.conv
    // result 3: state.layers.0.ssm
    // result 4: state.layers.1.conv
    // result 5: state.layers.1.ssm
    %0 = stablehlo.iota dim = 0 : tensor<7xi32>
    %1 = stablehlo.broadcast_in_dim %0, dims = [1] : (tensor<7xi32>) -> tensor<2x7xi32>
    %2 = stablehlo.broadcast_in_dim %lengths, dims = [0] : (tensor<2xi32>) -> tensor<2x7xi32>
    %3 = stablehlo.compare LT, %1, %2, SIGNED : (tensor<2x7xi32>, tensor<2x7xi32>) -> tensor<2x7xi1>
    %4 = stablehlo.broadcast_in_dim %3, dims = [0, 1] : (tensor<2x7xi1>) -> tensor<2x7x8xi1>
    %5 = "stablehlo.gather"(%weights.embedding, %ids) <{dimension_numbers = #stablehlo.gather<offset_dims = [2], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 2>, indices_are_sorted = false, slice_sizes = array<i64: 1, 8>}> : (tensor<11x8xbf16>, tensor<2x7xi32>) -> tensor<2x7x8xbf16>
    %6 = stablehlo.convert %5 : (tensor<2x7x8xbf16>) -> tensor<2x7x8xf32>
    %7 = stablehlo.iota dim = 0 : tensor<5xi32>
    %8 = stablehlo.broadcast_in_dim %7, dims = [0] : (tensor<5xi32>) -> tensor<5x5xi32>
    %9 = stablehlo.broadcast_in_dim %7, dims = [1] : (tensor<5xi32>) -> tensor<5x5xi32>
    %10 = stablehlo.compare GE, %8, %9, SIGNED : (tensor<5x5xi32>, tensor<5x5xi32>) -> tensor<5x5xi1>
    %11 = stablehlo.broadcast_in_dim %10, dims = [4, 5] : (tensor<5x5xi1>) -> tensor<2x2x2x2x5x5xi1>
    %12 = stablehlo.exponential %weights.layers.0.mixer.A_log : tensor<2x2xf32>
    %13 = stablehlo.negate %12 : tensor<2x2xf32>
    %14 = stablehlo.broadcast_in_dim %13, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2xf32>
    %15 = stablehlo.broadcast_in_dim %3, dims = [0, 1] : (tensor<2x7xi1>) -> tensor<2x7x2x2xi1>
    %16 = stablehlo.multiply %6, %6 : tensor<2x7x8xf32>
    %17 = stablehlo.constant dense<0.0> : tensor<f32>
    %18 = stablehlo.reduce(%16 init: %17) applies stablehlo.add across dimensions = [2] : (tensor<2x7x8xf32>, tensor<f32>) -> tensor<2x7xf32>
    %19 = stablehlo.constant dense<0.125> : tensor<2x7xf32>
    %20 = stablehlo.multiply %18, %19 : tensor<2x7xf32>
    %21 = stablehlo.constant dense<1.0e-05> : tensor<2x7xf32>
    %22 = stablehlo.add %20, %21 : tensor<2x7xf32>
    %23 = stablehlo.rsqrt %22 : tensor<2x7xf32>
    %24 = stablehlo.broadcast_in_dim %23, dims = [0, 1] : (tensor<2x7xf32>) -> tensor<2x7x8xf32>
    %25 = stablehlo.multiply %6, %24 : tensor<2x7x8xf32>
    %26 = stablehlo.broadcast_in_dim %weights.layers.0.norm, dims = [2] : (tensor<8xf32>) -> tensor<2x7x8xf32>
    %27 = stablehlo.multiply %25, %26 : tensor<2x7x8xf32>
    %28 = stablehlo.convert %27 : (tensor<2x7x8xf32>) -> tensor<2x7x8xbf16>
    %29 = stablehlo.dot_general %28, %weights.layers.0.mixer.in_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x7x8xbf16>, tensor<48x8xbf16>) -> tensor<2x7x48xf32>
    %30 = stablehlo.slice %29 [0:2, 0:7, 44:48] : (tensor<2x7x48xf32>) -> tensor<2x7x4xf32>
    %31 = stablehlo.reshape %30 : (tensor<2x7x4xf32>) -> tensor<2x7x2x2xf32>
    %32 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.dt_bias, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2xf32>
    %33 = stablehlo.add %31, %32 : tensor<2x7x2x2xf32>
    %34 = stablehlo.constant dense<0.0> : tensor<2x7x2x2xf32>
    %35 = stablehlo.maximum %33, %34 : tensor<2x7x2x2xf32>
    %36 = stablehlo.abs %33 : tensor<2x7x2x2xf32>
    %37 = stablehlo.negate %36 : tensor<2x7x2x2xf32>
    %38 = stablehlo.exponential %37 : tensor<2x7x2x2xf32>
    %39 = stablehlo.log_plus_one %38 : tensor<2x7x2x2xf32>
    %40 = stablehlo.add %35, %39 : tensor<2x7x2x2xf32>
    %41 = stablehlo.constant dense<0.001> : tensor<2x7x2x2xf32>
    %42 = stablehlo.maximum %40, %41 : tensor<2x7x2x2xf32>
    %43 = stablehlo.constant dense<100.0> : tensor<2x7x2x2xf32>
    %44 = stablehlo.minimum %42, %43 : tensor<2x7x2x2xf32>
    %45 = stablehlo.select %15, %44, %34 : tensor<2x7x2x2xi1>, tensor<2x7x2x2xf32>
    %46 = stablehlo.optimization_barrier %45 : tensor<2x7x2x2xf32>
    %47 = stablehlo.multiply %14, %46 : tensor<2x7x2x2xf32>
    %48 = stablehlo.pad %47, %17, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x2xf32>, tensor<f32>) -> tensor<2x10x2x2xf32>
    %49 = stablehlo.reshape %48 : (tensor<2x10x2x2xf32>) -> tensor<2x2x5x2x2xf32>
    %50 = stablehlo.transpose %49, dims = [0, 3, 4, 1, 2] : (tensor<2x2x5x2x2xf32>) -> tensor<2x2x2x2x5xf32>
    %51 = stablehlo.constant dense<-128.0> : tensor<2x2x2x2x5xf32>
    %52 = stablehlo.maximum %50, %51 : tensor<2x2x2x2x5xf32>
    %53 = stablehlo.constant dense<16384.0> : tensor<2x2x2x2x5xf32>
    %54 = stablehlo.multiply %52, %53 : tensor<2x2x2x2x5xf32>
    %55 = stablehlo.floor %54 : tensor<2x2x2x2x5xf32>
    %56 = stablehlo.constant dense<6.1035156e-05> : tensor<2x2x2x2x5xf32>
    %57 = stablehlo.multiply %55, %56 : tensor<2x2x2x2x5xf32>
    %58 = stablehlo.reshape %57 : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x1x5xf32>
    %59 = stablehlo.subtract %52, %57 : tensor<2x2x2x2x5xf32>
    %60 = stablehlo.reshape %59 : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x1x5xf32>
    %61 = stablehlo.concatenate %58, %60, dim = 4 : (tensor<2x2x2x2x1x5xf32>, tensor<2x2x2x2x1x5xf32>) -> tensor<2x2x2x2x2x5xf32>
    %62 = stablehlo.compare LE, %8, %9, SIGNED : (tensor<5x5xi32>, tensor<5x5xi32>) -> tensor<5x5xi1>
    %63 = stablehlo.convert %62 : (tensor<5x5xi1>) -> tensor<5x5xf32>
    %64 = stablehlo.dot_general %61, %63, contracting_dims = [5] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x2x5xf32>
    %65 = stablehlo.slice %64 [0:2, 0:2, 0:2, 0:2, 0:1, 0:5] : (tensor<2x2x2x2x2x5xf32>) -> tensor<2x2x2x2x1x5xf32>
    %66 = stablehlo.reshape %65 : (tensor<2x2x2x2x1x5xf32>) -> tensor<2x2x2x2x5xf32>
    %67 = stablehlo.broadcast_in_dim %66, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %68 = stablehlo.broadcast_in_dim %66, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %69 = stablehlo.subtract %67, %68 : tensor<2x2x2x2x5x5xf32>
    %70 = stablehlo.slice %64 [0:2, 0:2, 0:2, 0:2, 1:2, 0:5] : (tensor<2x2x2x2x2x5xf32>) -> tensor<2x2x2x2x1x5xf32>
    %71 = stablehlo.reshape %70 : (tensor<2x2x2x2x1x5xf32>) -> tensor<2x2x2x2x5xf32>
    %72 = stablehlo.broadcast_in_dim %71, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %73 = stablehlo.broadcast_in_dim %71, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %74 = stablehlo.subtract %72, %73 : tensor<2x2x2x2x5x5xf32>
    %75 = stablehlo.add %69, %74 : tensor<2x2x2x2x5x5xf32>
    %76 = stablehlo.constant dense<0xFF800000> : tensor<2x2x2x2x5x5xf32>
    %77 = stablehlo.select %11, %75, %76 : tensor<2x2x2x2x5x5xi1>, tensor<2x2x2x2x5x5xf32>
    %78 = stablehlo.exponential %77 : tensor<2x2x2x2x5x5xf32>
    %79 = stablehlo.slice %29 [0:2, 0:7, 16:44] : (tensor<2x7x48xf32>) -> tensor<2x7x28xf32>
    %80 = stablehlo.concatenate %state.layers.0.conv, %79, dim = 1 : (tensor<2x2x28xf32>, tensor<2x7x28xf32>) -> tensor<2x9x28xf32>
    %81 = stablehlo.slice %80 [0:2, 0:7, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %82 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %83 = stablehlo.reshape %82 : (tensor<28x1xf32>) -> tensor<28xf32>
    %84 = stablehlo.broadcast_in_dim %83, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %85 = stablehlo.multiply %81, %84 : tensor<2x7x28xf32>
    %86 = stablehlo.slice %80 [0:2, 1:8, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %87 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %88 = stablehlo.reshape %87 : (tensor<28x1xf32>) -> tensor<28xf32>
    %89 = stablehlo.broadcast_in_dim %88, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %90 = stablehlo.multiply %86, %89 : tensor<2x7x28xf32>
    %91 = stablehlo.add %85, %90 : tensor<2x7x28xf32>
    %92 = stablehlo.slice %80 [0:2, 2:9, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %93 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %94 = stablehlo.reshape %93 : (tensor<28x1xf32>) -> tensor<28xf32>
    %95 = stablehlo.broadcast_in_dim %94, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %96 = stablehlo.multiply %92, %95 : tensor<2x7x28xf32>
    %97 = stablehlo.add %91, %96 : tensor<2x7x28xf32>
    %98 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.conv_bias, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %99 = stablehlo.add %97, %98 : tensor<2x7x28xf32>
    %100 = stablehlo.logistic %99 : tensor<2x7x28xf32>
    %101 = stablehlo.multiply %99, %100 : tensor<2x7x28xf32>
    %102 = stablehlo.optimization_barrier %101 : tensor<2x7x28xf32>
    %103 = stablehlo.slice %102 [0:2, 0:7, 22:28] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %104 = stablehlo.reshape %103 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %105 = stablehlo.pad %104, %17, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %106 = stablehlo.reshape %105 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %107 = stablehlo.transpose %106, dims = [0, 3, 1, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %108 = stablehlo.slice %102 [0:2, 0:7, 16:22] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %109 = stablehlo.reshape %108 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %110 = stablehlo.pad %109, %17, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %111 = stablehlo.reshape %110 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %112 = stablehlo.dot_general %107, %111, batching_dims = [0, 1, 2] x [0, 3, 1], contracting_dims = [4] x [4], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x5xf32>
    %113 = stablehlo.broadcast_in_dim %112, dims = [0, 1, 3, 4, 5] : (tensor<2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %114 = stablehlo.multiply %78, %113 : tensor<2x2x2x2x5x5xf32>
    %115 = stablehlo.transpose %114, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %116 = stablehlo.slice %102 [0:2, 0:7, 0:16] : (tensor<2x7x28xf32>) -> tensor<2x7x16xf32>
    %117 = stablehlo.reshape %116 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %118 = stablehlo.broadcast_in_dim %46, dims = [0, 1, 2, 3] : (tensor<2x7x2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %119 = stablehlo.multiply %117, %118 : tensor<2x7x2x2x4xf32>
    %120 = stablehlo.pad %119, %17, low = [0, 0, 0, 0, 0], high = [0, 3, 0, 0, 0], interior = [0, 0, 0, 0, 0] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x10x2x2x4xf32>
    %121 = stablehlo.reshape %120 : (tensor<2x10x2x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %122 = stablehlo.dot_general %115, %121, batching_dims = [0, 1, 2, 3] x [0, 1, 3, 4], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5x5xf32>, tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x5x4xf32>
    %123 = stablehlo.transpose %122, dims = [0, 1, 4, 2, 3, 5] : (tensor<2x2x2x2x5x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %124 = stablehlo.transpose %106, dims = [0, 1, 3, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %125 = stablehlo.iota dim = 0 : tensor<3xi32>
    %126 = stablehlo.broadcast_in_dim %125, dims = [0] : (tensor<3xi32>) -> tensor<3x3xi32>
    %127 = stablehlo.broadcast_in_dim %125, dims = [1] : (tensor<3xi32>) -> tensor<3x3xi32>
    %128 = stablehlo.compare GE, %126, %127, SIGNED : (tensor<3x3xi32>, tensor<3x3xi32>) -> tensor<3x3xi1>
    %129 = stablehlo.broadcast_in_dim %128, dims = [3, 4] : (tensor<3x3xi1>) -> tensor<2x2x2x3x3xi1>
    %130 = stablehlo.add %66, %71 : tensor<2x2x2x2x5xf32>
    %131 = stablehlo.slice %130 [0:2, 0:2, 0:2, 0:2, 4:5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x1xf32>
    %132 = stablehlo.reshape %131 : (tensor<2x2x2x2x1xf32>) -> tensor<2x2x2x2xf32>
    %133 = stablehlo.pad %132, %17, low = [0, 0, 0, 1], high = [0, 0, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x2x2x2xf32>, tensor<f32>) -> tensor<2x2x2x3xf32>
    %134 = stablehlo.constant dense<-128.0> : tensor<2x2x2x3xf32>
    %135 = stablehlo.maximum %133, %134 : tensor<2x2x2x3xf32>
    %136 = stablehlo.constant dense<32768.0> : tensor<2x2x2x3xf32>
    %137 = stablehlo.multiply %135, %136 : tensor<2x2x2x3xf32>
    %138 = stablehlo.floor %137 : tensor<2x2x2x3xf32>
    %139 = stablehlo.constant dense<3.0517578e-05> : tensor<2x2x2x3xf32>
    %140 = stablehlo.multiply %138, %139 : tensor<2x2x2x3xf32>
    %141 = stablehlo.reshape %140 : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x1x3xf32>
    %142 = stablehlo.subtract %135, %140 : tensor<2x2x2x3xf32>
    %143 = stablehlo.reshape %142 : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x1x3xf32>
    %144 = stablehlo.concatenate %141, %143, dim = 3 : (tensor<2x2x2x1x3xf32>, tensor<2x2x2x1x3xf32>) -> tensor<2x2x2x2x3xf32>
    %145 = stablehlo.compare LE, %126, %127, SIGNED : (tensor<3x3xi32>, tensor<3x3xi32>) -> tensor<3x3xi1>
    %146 = stablehlo.convert %145 : (tensor<3x3xi1>) -> tensor<3x3xf32>
    %147 = stablehlo.dot_general %144, %146, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<2x2x2x2x3xf32>
    %148 = stablehlo.slice %147 [0:2, 0:2, 0:2, 0:1, 0:3] : (tensor<2x2x2x2x3xf32>) -> tensor<2x2x2x1x3xf32>
    %149 = stablehlo.reshape %148 : (tensor<2x2x2x1x3xf32>) -> tensor<2x2x2x3xf32>
    %150 = stablehlo.broadcast_in_dim %149, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %151 = stablehlo.broadcast_in_dim %149, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %152 = stablehlo.subtract %150, %151 : tensor<2x2x2x3x3xf32>
    %153 = stablehlo.slice %147 [0:2, 0:2, 0:2, 1:2, 0:3] : (tensor<2x2x2x2x3xf32>) -> tensor<2x2x2x1x3xf32>
    %154 = stablehlo.reshape %153 : (tensor<2x2x2x1x3xf32>) -> tensor<2x2x2x3xf32>
    %155 = stablehlo.broadcast_in_dim %154, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %156 = stablehlo.broadcast_in_dim %154, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %157 = stablehlo.subtract %155, %156 : tensor<2x2x2x3x3xf32>
    %158 = stablehlo.add %152, %157 : tensor<2x2x2x3x3xf32>
    %159 = stablehlo.constant dense<0xFF800000> : tensor<2x2x2x3x3xf32>
    %160 = stablehlo.select %129, %158, %159 : tensor<2x2x2x3x3xi1>, tensor<2x2x2x3x3xf32>
    %161 = stablehlo.exponential %160 : tensor<2x2x2x3x3xf32>
    %162 = stablehlo.reshape %state.layers.0.ssm : (tensor<2x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %163 = stablehlo.slice %66 [0:2, 0:2, 0:2, 0:2, 4:5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x1xf32>
    %164 = stablehlo.reshape %163 : (tensor<2x2x2x2x1xf32>) -> tensor<2x2x2x2xf32>
    %165 = stablehlo.broadcast_in_dim %164, dims = [0, 1, 2, 3] : (tensor<2x2x2x2xf32>) -> tensor<2x2x2x2x5xf32>
    %166 = stablehlo.subtract %165, %66 : tensor<2x2x2x2x5xf32>
    %167 = stablehlo.slice %71 [0:2, 0:2, 0:2, 0:2, 4:5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x1xf32>
    %168 = stablehlo.reshape %167 : (tensor<2x2x2x2x1xf32>) -> tensor<2x2x2x2xf32>
    %169 = stablehlo.broadcast_in_dim %168, dims = [0, 1, 2, 3] : (tensor<2x2x2x2xf32>) -> tensor<2x2x2x2x5xf32>
    %170 = stablehlo.subtract %169, %71 : tensor<2x2x2x2x5xf32>
    %171 = stablehlo.add %166, %170 : tensor<2x2x2x2x5xf32>
    %172 = stablehlo.exponential %171 : tensor<2x2x2x2x5xf32>
    %173 = stablehlo.broadcast_in_dim %172, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %174 = stablehlo.multiply %121, %173 : tensor<2x2x5x2x2x4xf32>
    %175 = stablehlo.transpose %174, dims = [0, 1, 3, 4, 5, 2] : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x4x5xf32>
    %176 = stablehlo.dot_general %175, %111, batching_dims = [0, 1, 2] x [0, 1, 3], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x4x5xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %177 = stablehlo.concatenate %162, %176, dim = 1 : (tensor<2x1x2x2x4x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %178 = stablehlo.dot_general %161, %177, batching_dims = [0, 1, 2] x [0, 2, 3], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3x3xf32>, tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x3x4x3xf32>
    %179 = stablehlo.transpose %178, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x3x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %180 = stablehlo.slice %179 [0:2, 0:2, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %181 = stablehlo.dot_general %124, %180, batching_dims = [0, 1, 2] x [0, 1, 2], contracting_dims = [4] x [5], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x2x2x5x2x4xf32>
    %182 = stablehlo.transpose %181, dims = [0, 1, 3, 2, 4, 5] : (tensor<2x2x2x5x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %183 = stablehlo.exponential %130 : tensor<2x2x2x2x5xf32>
    %184 = stablehlo.broadcast_in_dim %183, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %185 = stablehlo.multiply %182, %184 : tensor<2x2x5x2x2x4xf32>
    %186 = stablehlo.add %123, %185 : tensor<2x2x5x2x2x4xf32>
    %187 = stablehlo.reshape %186 : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x10x2x2x4xf32>
    %188 = stablehlo.slice %187 [0:2, 0:7, 0:2, 0:2, 0:4] : (tensor<2x10x2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %189 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.D, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %190 = stablehlo.multiply %189, %117 : tensor<2x7x2x2x4xf32>
    %191 = stablehlo.add %188, %190 : tensor<2x7x2x2x4xf32>
    %192 = stablehlo.slice %29 [0:2, 0:7, 0:16] : (tensor<2x7x48xf32>) -> tensor<2x7x16xf32>
    %193 = stablehlo.reshape %192 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %194 = stablehlo.logistic %193 : tensor<2x7x2x2x4xf32>
    %195 = stablehlo.multiply %193, %194 : tensor<2x7x2x2x4xf32>
    %196 = stablehlo.multiply %191, %195 : tensor<2x7x2x2x4xf32>
    %197 = stablehlo.multiply %196, %196 : tensor<2x7x2x2x4xf32>
    %198 = stablehlo.reduce(%197 init: %17) applies stablehlo.add across dimensions = [3, 4] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x7x2xf32>
    %199 = stablehlo.constant dense<0.125> : tensor<2x7x2xf32>
    %200 = stablehlo.multiply %198, %199 : tensor<2x7x2xf32>
    %201 = stablehlo.constant dense<1.0e-05> : tensor<2x7x2xf32>
    %202 = stablehlo.add %200, %201 : tensor<2x7x2xf32>
    %203 = stablehlo.rsqrt %202 : tensor<2x7x2xf32>
    %204 = stablehlo.broadcast_in_dim %203, dims = [0, 1, 2] : (tensor<2x7x2xf32>) -> tensor<2x7x2x2x4xf32>
    %205 = stablehlo.multiply %196, %204 : tensor<2x7x2x2x4xf32>
    %206 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.norm, dims = [2, 3, 4] : (tensor<2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %207 = stablehlo.multiply %205, %206 : tensor<2x7x2x2x4xf32>
    %208 = stablehlo.reshape %207 : (tensor<2x7x2x2x4xf32>) -> tensor<2x7x16xf32>
    %209 = stablehlo.convert %208 : (tensor<2x7x16xf32>) -> tensor<2x7x16xbf16>
    %210 = stablehlo.dot_general %209, %weights.layers.0.mixer.out_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x7x16xbf16>, tensor<8x16xbf16>) -> tensor<2x7x8xf32>
    %211 = stablehlo.add %6, %210 : tensor<2x7x8xf32>
    %212 = stablehlo.exponential %weights.layers.1.mixer.A_log : tensor<2x2xf32>
    %213 = stablehlo.negate %212 : tensor<2x2xf32>
    %214 = stablehlo.broadcast_in_dim %213, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2xf32>
    %215 = stablehlo.multiply %211, %211 : tensor<2x7x8xf32>
    %216 = stablehlo.reduce(%215 init: %17) applies stablehlo.add across dimensions = [2] : (tensor<2x7x8xf32>, tensor<f32>) -> tensor<2x7xf32>
    %217 = stablehlo.multiply %216, %19 : tensor<2x7xf32>
    %218 = stablehlo.add %217, %21 : tensor<2x7xf32>
    %219 = stablehlo.rsqrt %218 : tensor<2x7xf32>
    %220 = stablehlo.broadcast_in_dim %219, dims = [0, 1] : (tensor<2x7xf32>) -> tensor<2x7x8xf32>
    %221 = stablehlo.multiply %211, %220 : tensor<2x7x8xf32>
    %222 = stablehlo.broadcast_in_dim %weights.layers.1.norm, dims = [2] : (tensor<8xf32>) -> tensor<2x7x8xf32>
    %223 = stablehlo.multiply %221, %222 : tensor<2x7x8xf32>
    %224 = stablehlo.convert %223 : (tensor<2x7x8xf32>) -> tensor<2x7x8xbf16>
    %225 = stablehlo.dot_general %224, %weights.layers.1.mixer.in_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x7x8xbf16>, tensor<48x8xbf16>) -> tensor<2x7x48xf32>
    %226 = stablehlo.slice %225 [0:2, 0:7, 44:48] : (tensor<2x7x48xf32>) -> tensor<2x7x4xf32>
    %227 = stablehlo.reshape %226 : (tensor<2x7x4xf32>) -> tensor<2x7x2x2xf32>
    %228 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.dt_bias, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2xf32>
    %229 = stablehlo.add %227, %228 : tensor<2x7x2x2xf32>
    %230 = stablehlo.maximum %229, %34 : tensor<2x7x2x2xf32>
    %231 = stablehlo.abs %229 : tensor<2x7x2x2xf32>
    %232 = stablehlo.negate %231 : tensor<2x7x2x2xf32>
    %233 = stablehlo.exponential %232 : tensor<2x7x2x2xf32>
    %234 = stablehlo.log_plus_one %233 : tensor<2x7x2x2xf32>
    %235 = stablehlo.add %230, %234 : tensor<2x7x2x2xf32>
    %236 = stablehlo.maximum %235, %41 : tensor<2x7x2x2xf32>
    %237 = stablehlo.minimum %236, %43 : tensor<2x7x2x2xf32>
    %238 = stablehlo.select %15, %237, %34 : tensor<2x7x2x2xi1>, tensor<2x7x2x2xf32>
    %239 = stablehlo.optimization_barrier %238 : tensor<2x7x2x2xf32>
    %240 = stablehlo.multiply %214, %239 : tensor<2x7x2x2xf32>
    %241 = stablehlo.pad %240, %17, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x2xf32>, tensor<f32>) -> tensor<2x10x2x2xf32>
    %242 = stablehlo.reshape %241 : (tensor<2x10x2x2xf32>) -> tensor<2x2x5x2x2xf32>
    %243 = stablehlo.transpose %242, dims = [0, 3, 4, 1, 2] : (tensor<2x2x5x2x2xf32>) -> tensor<2x2x2x2x5xf32>
    %244 = stablehlo.maximum %243, %51 : tensor<2x2x2x2x5xf32>
    %245 = stablehlo.multiply %244, %53 : tensor<2x2x2x2x5xf32>
    %246 = stablehlo.floor %245 : tensor<2x2x2x2x5xf32>
    %247 = stablehlo.multiply %246, %56 : tensor<2x2x2x2x5xf32>
    %248 = stablehlo.reshape %247 : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x1x5xf32>
    %249 = stablehlo.subtract %244, %247 : tensor<2x2x2x2x5xf32>
    %250 = stablehlo.reshape %249 : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x1x5xf32>
    %251 = stablehlo.concatenate %248, %250, dim = 4 : (tensor<2x2x2x2x1x5xf32>, tensor<2x2x2x2x1x5xf32>) -> tensor<2x2x2x2x2x5xf32>
    %252 = stablehlo.dot_general %251, %63, contracting_dims = [5] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x2x5xf32>
    %253 = stablehlo.slice %252 [0:2, 0:2, 0:2, 0:2, 0:1, 0:5] : (tensor<2x2x2x2x2x5xf32>) -> tensor<2x2x2x2x1x5xf32>
    %254 = stablehlo.reshape %253 : (tensor<2x2x2x2x1x5xf32>) -> tensor<2x2x2x2x5xf32>
    %255 = stablehlo.broadcast_in_dim %254, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %256 = stablehlo.broadcast_in_dim %254, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %257 = stablehlo.subtract %255, %256 : tensor<2x2x2x2x5x5xf32>
    %258 = stablehlo.slice %252 [0:2, 0:2, 0:2, 0:2, 1:2, 0:5] : (tensor<2x2x2x2x2x5xf32>) -> tensor<2x2x2x2x1x5xf32>
    %259 = stablehlo.reshape %258 : (tensor<2x2x2x2x1x5xf32>) -> tensor<2x2x2x2x5xf32>
    %260 = stablehlo.broadcast_in_dim %259, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %261 = stablehlo.broadcast_in_dim %259, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %262 = stablehlo.subtract %260, %261 : tensor<2x2x2x2x5x5xf32>
    %263 = stablehlo.add %257, %262 : tensor<2x2x2x2x5x5xf32>
    %264 = stablehlo.select %11, %263, %76 : tensor<2x2x2x2x5x5xi1>, tensor<2x2x2x2x5x5xf32>
    %265 = stablehlo.exponential %264 : tensor<2x2x2x2x5x5xf32>
    %266 = stablehlo.slice %225 [0:2, 0:7, 16:44] : (tensor<2x7x48xf32>) -> tensor<2x7x28xf32>
    %267 = stablehlo.concatenate %state.layers.1.conv, %266, dim = 1 : (tensor<2x2x28xf32>, tensor<2x7x28xf32>) -> tensor<2x9x28xf32>
    %268 = stablehlo.slice %267 [0:2, 0:7, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %269 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %270 = stablehlo.reshape %269 : (tensor<28x1xf32>) -> tensor<28xf32>
    %271 = stablehlo.broadcast_in_dim %270, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %272 = stablehlo.multiply %268, %271 : tensor<2x7x28xf32>
    %273 = stablehlo.slice %267 [0:2, 1:8, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %274 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %275 = stablehlo.reshape %274 : (tensor<28x1xf32>) -> tensor<28xf32>
    %276 = stablehlo.broadcast_in_dim %275, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %277 = stablehlo.multiply %273, %276 : tensor<2x7x28xf32>
    %278 = stablehlo.add %272, %277 : tensor<2x7x28xf32>
    %279 = stablehlo.slice %267 [0:2, 2:9, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %280 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %281 = stablehlo.reshape %280 : (tensor<28x1xf32>) -> tensor<28xf32>
    %282 = stablehlo.broadcast_in_dim %281, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %283 = stablehlo.multiply %279, %282 : tensor<2x7x28xf32>
    %284 = stablehlo.add %278, %283 : tensor<2x7x28xf32>
    %285 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.conv_bias, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %286 = stablehlo.add %284, %285 : tensor<2x7x28xf32>
    %287 = stablehlo.logistic %286 : tensor<2x7x28xf32>
    %288 = stablehlo.multiply %286, %287 : tensor<2x7x28xf32>
    %289 = stablehlo.optimization_barrier %288 : tensor<2x7x28xf32>
    %290 = stablehlo.slice %289 [0:2, 0:7, 22:28] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %291 = stablehlo.reshape %290 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %292 = stablehlo.pad %291, %17, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %293 = stablehlo.reshape %292 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %294 = stablehlo.transpose %293, dims = [0, 3, 1, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %295 = stablehlo.slice %289 [0:2, 0:7, 16:22] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %296 = stablehlo.reshape %295 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %297 = stablehlo.pad %296, %17, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %298 = stablehlo.reshape %297 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %299 = stablehlo.dot_general %294, %298, batching_dims = [0, 1, 2] x [0, 3, 1], contracting_dims = [4] x [4], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x5xf32>
    %300 = stablehlo.broadcast_in_dim %299, dims = [0, 1, 3, 4, 5] : (tensor<2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %301 = stablehlo.multiply %265, %300 : tensor<2x2x2x2x5x5xf32>
    %302 = stablehlo.transpose %301, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %303 = stablehlo.slice %289 [0:2, 0:7, 0:16] : (tensor<2x7x28xf32>) -> tensor<2x7x16xf32>
    %304 = stablehlo.reshape %303 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %305 = stablehlo.broadcast_in_dim %239, dims = [0, 1, 2, 3] : (tensor<2x7x2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %306 = stablehlo.multiply %304, %305 : tensor<2x7x2x2x4xf32>
    %307 = stablehlo.pad %306, %17, low = [0, 0, 0, 0, 0], high = [0, 3, 0, 0, 0], interior = [0, 0, 0, 0, 0] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x10x2x2x4xf32>
    %308 = stablehlo.reshape %307 : (tensor<2x10x2x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %309 = stablehlo.dot_general %302, %308, batching_dims = [0, 1, 2, 3] x [0, 1, 3, 4], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5x5xf32>, tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x5x4xf32>
    %310 = stablehlo.transpose %309, dims = [0, 1, 4, 2, 3, 5] : (tensor<2x2x2x2x5x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %311 = stablehlo.transpose %293, dims = [0, 1, 3, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %312 = stablehlo.add %254, %259 : tensor<2x2x2x2x5xf32>
    %313 = stablehlo.slice %312 [0:2, 0:2, 0:2, 0:2, 4:5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x1xf32>
    %314 = stablehlo.reshape %313 : (tensor<2x2x2x2x1xf32>) -> tensor<2x2x2x2xf32>
    %315 = stablehlo.pad %314, %17, low = [0, 0, 0, 1], high = [0, 0, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x2x2x2xf32>, tensor<f32>) -> tensor<2x2x2x3xf32>
    %316 = stablehlo.maximum %315, %134 : tensor<2x2x2x3xf32>
    %317 = stablehlo.multiply %316, %136 : tensor<2x2x2x3xf32>
    %318 = stablehlo.floor %317 : tensor<2x2x2x3xf32>
    %319 = stablehlo.multiply %318, %139 : tensor<2x2x2x3xf32>
    %320 = stablehlo.reshape %319 : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x1x3xf32>
    %321 = stablehlo.subtract %316, %319 : tensor<2x2x2x3xf32>
    %322 = stablehlo.reshape %321 : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x1x3xf32>
    %323 = stablehlo.concatenate %320, %322, dim = 3 : (tensor<2x2x2x1x3xf32>, tensor<2x2x2x1x3xf32>) -> tensor<2x2x2x2x3xf32>
    %324 = stablehlo.dot_general %323, %146, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<2x2x2x2x3xf32>
    %325 = stablehlo.slice %324 [0:2, 0:2, 0:2, 0:1, 0:3] : (tensor<2x2x2x2x3xf32>) -> tensor<2x2x2x1x3xf32>
    %326 = stablehlo.reshape %325 : (tensor<2x2x2x1x3xf32>) -> tensor<2x2x2x3xf32>
    %327 = stablehlo.broadcast_in_dim %326, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %328 = stablehlo.broadcast_in_dim %326, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %329 = stablehlo.subtract %327, %328 : tensor<2x2x2x3x3xf32>
    %330 = stablehlo.slice %324 [0:2, 0:2, 0:2, 1:2, 0:3] : (tensor<2x2x2x2x3xf32>) -> tensor<2x2x2x1x3xf32>
    %331 = stablehlo.reshape %330 : (tensor<2x2x2x1x3xf32>) -> tensor<2x2x2x3xf32>
    %332 = stablehlo.broadcast_in_dim %331, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %333 = stablehlo.broadcast_in_dim %331, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %334 = stablehlo.subtract %332, %333 : tensor<2x2x2x3x3xf32>
    %335 = stablehlo.add %329, %334 : tensor<2x2x2x3x3xf32>
    %336 = stablehlo.select %129, %335, %159 : tensor<2x2x2x3x3xi1>, tensor<2x2x2x3x3xf32>
    %337 = stablehlo.exponential %336 : tensor<2x2x2x3x3xf32>
    %338 = stablehlo.reshape %state.layers.1.ssm : (tensor<2x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %339 = stablehlo.slice %254 [0:2, 0:2, 0:2, 0:2, 4:5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x1xf32>
    %340 = stablehlo.reshape %339 : (tensor<2x2x2x2x1xf32>) -> tensor<2x2x2x2xf32>
    %341 = stablehlo.broadcast_in_dim %340, dims = [0, 1, 2, 3] : (tensor<2x2x2x2xf32>) -> tensor<2x2x2x2x5xf32>
    %342 = stablehlo.subtract %341, %254 : tensor<2x2x2x2x5xf32>
    %343 = stablehlo.slice %259 [0:2, 0:2, 0:2, 0:2, 4:5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x1xf32>
    %344 = stablehlo.reshape %343 : (tensor<2x2x2x2x1xf32>) -> tensor<2x2x2x2xf32>
    %345 = stablehlo.broadcast_in_dim %344, dims = [0, 1, 2, 3] : (tensor<2x2x2x2xf32>) -> tensor<2x2x2x2x5xf32>
    %346 = stablehlo.subtract %345, %259 : tensor<2x2x2x2x5xf32>
    %347 = stablehlo.add %342, %346 : tensor<2x2x2x2x5xf32>
    %348 = stablehlo.exponential %347 : tensor<2x2x2x2x5xf32>
    %349 = stablehlo.broadcast_in_dim %348, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %350 = stablehlo.multiply %308, %349 : tensor<2x2x5x2x2x4xf32>
    %351 = stablehlo.transpose %350, dims = [0, 1, 3, 4, 5, 2] : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x4x5xf32>
    %352 = stablehlo.dot_general %351, %298, batching_dims = [0, 1, 2] x [0, 1, 3], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x4x5xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %353 = stablehlo.concatenate %338, %352, dim = 1 : (tensor<2x1x2x2x4x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %354 = stablehlo.dot_general %337, %353, batching_dims = [0, 1, 2] x [0, 2, 3], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3x3xf32>, tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x3x4x3xf32>
    %355 = stablehlo.transpose %354, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x3x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %356 = stablehlo.slice %355 [0:2, 0:2, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %357 = stablehlo.dot_general %311, %356, batching_dims = [0, 1, 2] x [0, 1, 2], contracting_dims = [4] x [5], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x2x2x5x2x4xf32>
    %358 = stablehlo.transpose %357, dims = [0, 1, 3, 2, 4, 5] : (tensor<2x2x2x5x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %359 = stablehlo.exponential %312 : tensor<2x2x2x2x5xf32>
    %360 = stablehlo.broadcast_in_dim %359, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %361 = stablehlo.multiply %358, %360 : tensor<2x2x5x2x2x4xf32>
    %362 = stablehlo.add %310, %361 : tensor<2x2x5x2x2x4xf32>
    %363 = stablehlo.reshape %362 : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x10x2x2x4xf32>
    %364 = stablehlo.slice %363 [0:2, 0:7, 0:2, 0:2, 0:4] : (tensor<2x10x2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %365 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.D, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %366 = stablehlo.multiply %365, %304 : tensor<2x7x2x2x4xf32>
    %367 = stablehlo.add %364, %366 : tensor<2x7x2x2x4xf32>
    %368 = stablehlo.slice %225 [0:2, 0:7, 0:16] : (tensor<2x7x48xf32>) -> tensor<2x7x16xf32>
    %369 = stablehlo.reshape %368 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %370 = stablehlo.logistic %369 : tensor<2x7x2x2x4xf32>
    %371 = stablehlo.multiply %369, %370 : tensor<2x7x2x2x4xf32>
    %372 = stablehlo.multiply %367, %371 : tensor<2x7x2x2x4xf32>
    %373 = stablehlo.multiply %372, %372 : tensor<2x7x2x2x4xf32>
    %374 = stablehlo.reduce(%373 init: %17) applies stablehlo.add across dimensions = [3, 4] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x7x2xf32>
    %375 = stablehlo.multiply %374, %199 : tensor<2x7x2xf32>
    %376 = stablehlo.add %375, %201 : tensor<2x7x2xf32>
    %377 = stablehlo.rsqrt %376 : tensor<2x7x2xf32>
    %378 = stablehlo.broadcast_in_dim %377, dims = [0, 1, 2] : (tensor<2x7x2xf32>) -> tensor<2x7x2x2x4xf32>
    %379 = stablehlo.multiply %372, %378 : tensor<2x7x2x2x4xf32>
    %380 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.norm, dims = [2, 3, 4] : (tensor<2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %381 = stablehlo.multiply %379, %380 : tensor<2x7x2x2x4xf32>
    %382 = stablehlo.reshape %381 : (tensor<2x7x2x2x4xf32>) -> tensor<2x7x16xf32>
    %383 = stablehlo.convert %382 : (tensor<2x7x16xf32>) -> tensor<2x7x16xbf16>
    %384 = stablehlo.dot_general %383, %weights.layers.1.mixer.out_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x7x16xbf16>, tensor<8x16xbf16>) -> tensor<2x7x8xf32>
    %385 = stablehlo.add %211, %384 : tensor<2x7x8xf32>
    %386 = stablehlo.multiply %385, %385 : tensor<2x7x8xf32>
    %387 = stablehlo.reduce(%386 init: %17) applies stablehlo.add across dimensions = [2] : (tensor<2x7x8xf32>, tensor<f32>) -> tensor<2x7xf32>
    %388 = stablehlo.multiply %387, %19 : tensor<2x7xf32>
    %389 = stablehlo.add %388, %21 : tensor<2x7xf32>
    %390 = stablehlo.rsqrt %389 : tensor<2x7xf32>
    %391 = stablehlo.broadcast_in_dim %390, dims = [0, 1] : (tensor<2x7xf32>) -> tensor<2x7x8xf32>
    %392 = stablehlo.multiply %385, %391 : tensor<2x7x8xf32>
    %393 = stablehlo.broadcast_in_dim %weights.norm_f, dims = [2] : (tensor<8xf32>) -> tensor<2x7x8xf32>
    %394 = stablehlo.multiply %392, %393 : tensor<2x7x8xf32>
    %395 = stablehlo.constant dense<0.0> : tensor<2x7x8xf32>
    %396 = stablehlo.select %4, %394, %395 : tensor<2x7x8xi1>, tensor<2x7x8xf32>
    %397 = stablehlo.reduce(%396 init: %17) applies stablehlo.add across dimensions = [1] : (tensor<2x7x8xf32>, tensor<f32>) -> tensor<2x8xf32>
    %398 = stablehlo.iota dim = 0 : tensor<2xi32>
    %399 = stablehlo.reshape %398 : (tensor<2xi32>) -> tensor<2x1xi32>
    %400 = stablehlo.constant dense<1> : tensor<2xi32>
    %401 = stablehlo.subtract %lengths, %400 : tensor<2xi32>
    %402 = stablehlo.reshape %401 : (tensor<2xi32>) -> tensor<2x1xi32>
    %403 = stablehlo.concatenate %399, %402, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
    %404 = "stablehlo.gather"(%394, %403) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 1, 8>}> : (tensor<2x7x8xf32>, tensor<2x2xi32>) -> tensor<2x1x8xf32>
    %405 = stablehlo.reshape %404 : (tensor<2x1x8xf32>) -> tensor<2x8xf32>
    %406 = stablehlo.convert %3 : (tensor<2x7xi1>) -> tensor<2x7xi32>
    %407 = stablehlo.constant dense<0> : tensor<i32>
    %408 = stablehlo.reduce(%406 init: %407) applies stablehlo.add across dimensions = [1] : (tensor<2x7xi32>, tensor<i32>) -> tensor<2xi32>
    %409 = stablehlo.reshape %408 : (tensor<2xi32>) -> tensor<2x1xi32>
    %410 = stablehlo.concatenate %399, %409, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
    %411 = "stablehlo.gather"(%80, %410) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 2, 28>}> : (tensor<2x9x28xf32>, tensor<2x2xi32>) -> tensor<2x2x28xf32>
    %412 = stablehlo.slice %179 [0:2, 2:3, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %413 = stablehlo.reshape %412 : (tensor<2x1x2x2x4x3xf32>) -> tensor<2x2x2x4x3xf32>
    %414 = "stablehlo.gather"(%267, %410) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 2, 28>}> : (tensor<2x9x28xf32>, tensor<2x2xi32>) -> tensor<2x2x28xf32>
    %415 = stablehlo.slice %355 [0:2, 2:3, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %416 = stablehlo.reshape %415 : (tensor<2x1x2x2x4x3xf32>) -> tensor<2x2x2x4x3xf32>
    func.return %397, %405, %411, %413, %414, %416 : tensor<2x8xf32>, tensor<2x8xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
  }
}
