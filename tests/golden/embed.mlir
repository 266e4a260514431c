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
    %58 = stablehlo.compare LE, %8, %9, SIGNED : (tensor<5x5xi32>, tensor<5x5xi32>) -> tensor<5x5xi1>
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
    %71 = stablehlo.select %11, %69, %70 : tensor<2x2x2x2x5x5xi1>, tensor<2x2x2x2x5x5xf32>
    %72 = stablehlo.exponential %71 : tensor<2x2x2x2x5x5xf32>
    %73 = stablehlo.slice %29 [0:2, 0:7, 16:44] : (tensor<2x7x48xf32>) -> tensor<2x7x28xf32>
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
    %99 = stablehlo.pad %98, %17, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %100 = stablehlo.reshape %99 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %101 = stablehlo.transpose %100, dims = [0, 3, 1, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %102 = stablehlo.slice %96 [0:2, 0:7, 16:22] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %103 = stablehlo.reshape %102 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %104 = stablehlo.pad %103, %17, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %105 = stablehlo.reshape %104 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %106 = stablehlo.dot_general %101, %105, batching_dims = [0, 1, 2] x [0, 3, 1], contracting_dims = [4] x [4], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x5xf32>
    %107 = stablehlo.broadcast_in_dim %106, dims = [0, 1, 3, 4, 5] : (tensor<2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %108 = stablehlo.multiply %72, %107 : tensor<2x2x2x2x5x5xf32>
    %109 = stablehlo.transpose %108, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %110 = stablehlo.slice %96 [0:2, 0:7, 0:16] : (tensor<2x7x28xf32>) -> tensor<2x7x16xf32>
    %111 = stablehlo.reshape %110 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %112 = stablehlo.broadcast_in_dim %46, dims = [0, 1, 2, 3] : (tensor<2x7x2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %113 = stablehlo.multiply %111, %112 : tensor<2x7x2x2x4xf32>
    %114 = stablehlo.pad %113, %17, low = [0, 0, 0, 0, 0], high = [0, 3, 0, 0, 0], interior = [0, 0, 0, 0, 0] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x10x2x2x4xf32>
    %115 = stablehlo.reshape %114 : (tensor<2x10x2x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %116 = stablehlo.dot_general %109, %115, batching_dims = [0, 1, 2, 3] x [0, 1, 3, 4], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5x5xf32>, tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x5x4xf32>
    %117 = stablehlo.transpose %116, dims = [0, 1, 4, 2, 3, 5] : (tensor<2x2x2x2x5x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %118 = stablehlo.transpose %100, dims = [0, 1, 3, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %119 = stablehlo.iota dim = 0 : tensor<3xi32>
    %120 = stablehlo.broadcast_in_dim %119, dims = [0] : (tensor<3xi32>) -> tensor<3x3xi32>
    %121 = stablehlo.broadcast_in_dim %119, dims = [1] : (tensor<3xi32>) -> tensor<3x3xi32>
    %122 = stablehlo.compare GE, %120, %121, SIGNED : (tensor<3x3xi32>, tensor<3x3xi32>) -> tensor<3x3xi1>
    %123 = stablehlo.broadcast_in_dim %122, dims = [3, 4] : (tensor<3x3xi1>) -> tensor<2x2x2x3x3xi1>
    %124 = stablehlo.reduce(%50 init: %17) applies stablehlo.add across dimensions = [4] : (tensor<2x2x2x2x5xf32>, tensor<f32>) -> tensor<2x2x2x2xf32>
    %125 = stablehlo.pad %124, %17, low = [0, 0, 0, 1], high = [0, 0, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x2x2x2xf32>, tensor<f32>) -> tensor<2x2x2x3xf32>
    %126 = stablehlo.constant dense<-128.0> : tensor<2x2x2x3xf32>
    %127 = stablehlo.maximum %125, %126 : tensor<2x2x2x3xf32>
    %128 = stablehlo.constant dense<32768.0> : tensor<2x2x2x3xf32>
    %129 = stablehlo.multiply %127, %128 : tensor<2x2x2x3xf32>
    %130 = stablehlo.floor %129 : tensor<2x2x2x3xf32>
    %131 = stablehlo.constant dense<3.0517578e-05> : tensor<2x2x2x3xf32>
    %132 = stablehlo.multiply %130, %131 : tensor<2x2x2x3xf32>
    %133 = stablehlo.compare LE, %120, %121, SIGNED : (tensor<3x3xi32>, tensor<3x3xi32>) -> tensor<3x3xi1>
    %134 = stablehlo.convert %133 : (tensor<3x3xi1>) -> tensor<3x3xf32>
    %135 = stablehlo.dot_general %132, %134, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<2x2x2x3xf32>
    %136 = stablehlo.broadcast_in_dim %135, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %137 = stablehlo.broadcast_in_dim %135, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %138 = stablehlo.subtract %136, %137 : tensor<2x2x2x3x3xf32>
    %139 = stablehlo.subtract %127, %132 : tensor<2x2x2x3xf32>
    %140 = stablehlo.dot_general %139, %134, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<2x2x2x3xf32>
    %141 = stablehlo.broadcast_in_dim %140, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %142 = stablehlo.broadcast_in_dim %140, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %143 = stablehlo.subtract %141, %142 : tensor<2x2x2x3x3xf32>
    %144 = stablehlo.add %138, %143 : tensor<2x2x2x3x3xf32>
    %145 = stablehlo.constant dense<0xFF800000> : tensor<2x2x2x3x3xf32>
    %146 = stablehlo.select %123, %144, %145 : tensor<2x2x2x3x3xi1>, tensor<2x2x2x3x3xf32>
    %147 = stablehlo.exponential %146 : tensor<2x2x2x3x3xf32>
    %148 = stablehlo.reshape %state.layers.0.ssm : (tensor<2x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %149 = stablehlo.compare GT, %8, %9, SIGNED : (tensor<5x5xi32>, tensor<5x5xi32>) -> tensor<5x5xi1>
    %150 = stablehlo.convert %149 : (tensor<5x5xi1>) -> tensor<5x5xf32>
    %151 = stablehlo.dot_general %50, %150, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %152 = stablehlo.exponential %151 : tensor<2x2x2x2x5xf32>
    %153 = stablehlo.broadcast_in_dim %152, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %154 = stablehlo.multiply %115, %153 : tensor<2x2x5x2x2x4xf32>
    %155 = stablehlo.transpose %154, dims = [0, 1, 3, 4, 5, 2] : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x4x5xf32>
    %156 = stablehlo.dot_general %155, %105, batching_dims = [0, 1, 2] x [0, 1, 3], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x4x5xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %157 = stablehlo.concatenate %148, %156, dim = 1 : (tensor<2x1x2x2x4x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %158 = stablehlo.dot_general %147, %157, batching_dims = [0, 1, 2] x [0, 2, 3], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3x3xf32>, tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x3x4x3xf32>
    %159 = stablehlo.transpose %158, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x3x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %160 = stablehlo.slice %159 [0:2, 0:2, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %161 = stablehlo.dot_general %118, %160, batching_dims = [0, 1, 2] x [0, 1, 2], contracting_dims = [4] x [5], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x2x2x5x2x4xf32>
    %162 = stablehlo.transpose %161, dims = [0, 1, 3, 2, 4, 5] : (tensor<2x2x2x5x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %163 = stablehlo.dot_general %50, %59, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %164 = stablehlo.exponential %163 : tensor<2x2x2x2x5xf32>
    %165 = stablehlo.broadcast_in_dim %164, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %166 = stablehlo.multiply %162, %165 : tensor<2x2x5x2x2x4xf32>
    %167 = stablehlo.add %117, %166 : tensor<2x2x5x2x2x4xf32>
    %168 = stablehlo.reshape %167 : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x10x2x2x4xf32>
    %169 = stablehlo.slice %168 [0:2, 0:7, 0:2, 0:2, 0:4] : (tensor<2x10x2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %170 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.D, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %171 = stablehlo.multiply %170, %111 : tensor<2x7x2x2x4xf32>
    %172 = stablehlo.add %169, %171 : tensor<2x7x2x2x4xf32>
    %173 = stablehlo.slice %29 [0:2, 0:7, 0:16] : (tensor<2x7x48xf32>) -> tensor<2x7x16xf32>
    %174 = stablehlo.reshape %173 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %175 = stablehlo.logistic %174 : tensor<2x7x2x2x4xf32>
    %176 = stablehlo.multiply %174, %175 : tensor<2x7x2x2x4xf32>
    %177 = stablehlo.multiply %172, %176 : tensor<2x7x2x2x4xf32>
    %178 = stablehlo.multiply %177, %177 : tensor<2x7x2x2x4xf32>
    %179 = stablehlo.reduce(%178 init: %17) applies stablehlo.add across dimensions = [3, 4] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x7x2xf32>
    %180 = stablehlo.constant dense<0.125> : tensor<2x7x2xf32>
    %181 = stablehlo.multiply %179, %180 : tensor<2x7x2xf32>
    %182 = stablehlo.constant dense<1.0e-05> : tensor<2x7x2xf32>
    %183 = stablehlo.add %181, %182 : tensor<2x7x2xf32>
    %184 = stablehlo.rsqrt %183 : tensor<2x7x2xf32>
    %185 = stablehlo.broadcast_in_dim %184, dims = [0, 1, 2] : (tensor<2x7x2xf32>) -> tensor<2x7x2x2x4xf32>
    %186 = stablehlo.multiply %177, %185 : tensor<2x7x2x2x4xf32>
    %187 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.norm, dims = [2, 3, 4] : (tensor<2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %188 = stablehlo.multiply %186, %187 : tensor<2x7x2x2x4xf32>
    %189 = stablehlo.reshape %188 : (tensor<2x7x2x2x4xf32>) -> tensor<2x7x16xf32>
    %190 = stablehlo.convert %189 : (tensor<2x7x16xf32>) -> tensor<2x7x16xbf16>
    %191 = stablehlo.dot_general %190, %weights.layers.0.mixer.out_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x7x16xbf16>, tensor<8x16xbf16>) -> tensor<2x7x8xf32>
    %192 = stablehlo.add %6, %191 : tensor<2x7x8xf32>
    %193 = stablehlo.exponential %weights.layers.1.mixer.A_log : tensor<2x2xf32>
    %194 = stablehlo.negate %193 : tensor<2x2xf32>
    %195 = stablehlo.broadcast_in_dim %194, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2xf32>
    %196 = stablehlo.multiply %192, %192 : tensor<2x7x8xf32>
    %197 = stablehlo.reduce(%196 init: %17) applies stablehlo.add across dimensions = [2] : (tensor<2x7x8xf32>, tensor<f32>) -> tensor<2x7xf32>
    %198 = stablehlo.multiply %197, %19 : tensor<2x7xf32>
    %199 = stablehlo.add %198, %21 : tensor<2x7xf32>
    %200 = stablehlo.rsqrt %199 : tensor<2x7xf32>
    %201 = stablehlo.broadcast_in_dim %200, dims = [0, 1] : (tensor<2x7xf32>) -> tensor<2x7x8xf32>
    %202 = stablehlo.multiply %192, %201 : tensor<2x7x8xf32>
    %203 = stablehlo.broadcast_in_dim %weights.layers.1.norm, dims = [2] : (tensor<8xf32>) -> tensor<2x7x8xf32>
    %204 = stablehlo.multiply %202, %203 : tensor<2x7x8xf32>
    %205 = stablehlo.convert %204 : (tensor<2x7x8xf32>) -> tensor<2x7x8xbf16>
    %206 = stablehlo.dot_general %205, %weights.layers.1.mixer.in_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x7x8xbf16>, tensor<48x8xbf16>) -> tensor<2x7x48xf32>
    %207 = stablehlo.slice %206 [0:2, 0:7, 44:48] : (tensor<2x7x48xf32>) -> tensor<2x7x4xf32>
    %208 = stablehlo.reshape %207 : (tensor<2x7x4xf32>) -> tensor<2x7x2x2xf32>
    %209 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.dt_bias, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2xf32>
    %210 = stablehlo.add %208, %209 : tensor<2x7x2x2xf32>
    %211 = stablehlo.maximum %210, %34 : tensor<2x7x2x2xf32>
    %212 = stablehlo.abs %210 : tensor<2x7x2x2xf32>
    %213 = stablehlo.negate %212 : tensor<2x7x2x2xf32>
    %214 = stablehlo.exponential %213 : tensor<2x7x2x2xf32>
    %215 = stablehlo.log_plus_one %214 : tensor<2x7x2x2xf32>
    %216 = stablehlo.add %211, %215 : tensor<2x7x2x2xf32>
    %217 = stablehlo.maximum %216, %41 : tensor<2x7x2x2xf32>
    %218 = stablehlo.minimum %217, %43 : tensor<2x7x2x2xf32>
    %219 = stablehlo.select %15, %218, %34 : tensor<2x7x2x2xi1>, tensor<2x7x2x2xf32>
    %220 = stablehlo.optimization_barrier %219 : tensor<2x7x2x2xf32>
    %221 = stablehlo.multiply %195, %220 : tensor<2x7x2x2xf32>
    %222 = stablehlo.pad %221, %17, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x2xf32>, tensor<f32>) -> tensor<2x10x2x2xf32>
    %223 = stablehlo.reshape %222 : (tensor<2x10x2x2xf32>) -> tensor<2x2x5x2x2xf32>
    %224 = stablehlo.transpose %223, dims = [0, 3, 4, 1, 2] : (tensor<2x2x5x2x2xf32>) -> tensor<2x2x2x2x5xf32>
    %225 = stablehlo.maximum %224, %51 : tensor<2x2x2x2x5xf32>
    %226 = stablehlo.multiply %225, %53 : tensor<2x2x2x2x5xf32>
    %227 = stablehlo.floor %226 : tensor<2x2x2x2x5xf32>
    %228 = stablehlo.multiply %227, %56 : tensor<2x2x2x2x5xf32>
    %229 = stablehlo.dot_general %228, %59, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %230 = stablehlo.broadcast_in_dim %229, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %231 = stablehlo.broadcast_in_dim %229, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %232 = stablehlo.subtract %230, %231 : tensor<2x2x2x2x5x5xf32>
    %233 = stablehlo.subtract %225, %228 : tensor<2x2x2x2x5xf32>
    %234 = stablehlo.dot_general %233, %59, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %235 = stablehlo.broadcast_in_dim %234, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %236 = stablehlo.broadcast_in_dim %234, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %237 = stablehlo.subtract %235, %236 : tensor<2x2x2x2x5x5xf32>
    %238 = stablehlo.add %232, %237 : tensor<2x2x2x2x5x5xf32>
    %239 = stablehlo.select %11, %238, %70 : tensor<2x2x2x2x5x5xi1>, tensor<2x2x2x2x5x5xf32>
    %240 = stablehlo.exponential %239 : tensor<2x2x2x2x5x5xf32>
    %241 = stablehlo.slice %206 [0:2, 0:7, 16:44] : (tensor<2x7x48xf32>) -> tensor<2x7x28xf32>
    %242 = stablehlo.concatenate %state.layers.1.conv, %241, dim = 1 : (tensor<2x2x28xf32>, tensor<2x7x28xf32>) -> tensor<2x9x28xf32>
    %243 = stablehlo.slice %242 [0:2, 0:7, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %244 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %245 = stablehlo.reshape %244 : (tensor<28x1xf32>) -> tensor<28xf32>
    %246 = stablehlo.broadcast_in_dim %245, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %247 = stablehlo.multiply %243, %246 : tensor<2x7x28xf32>
    %248 = stablehlo.slice %242 [0:2, 1:8, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %249 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %250 = stablehlo.reshape %249 : (tensor<28x1xf32>) -> tensor<28xf32>
    %251 = stablehlo.broadcast_in_dim %250, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %252 = stablehlo.multiply %248, %251 : tensor<2x7x28xf32>
    %253 = stablehlo.add %247, %252 : tensor<2x7x28xf32>
    %254 = stablehlo.slice %242 [0:2, 2:9, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %255 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %256 = stablehlo.reshape %255 : (tensor<28x1xf32>) -> tensor<28xf32>
    %257 = stablehlo.broadcast_in_dim %256, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %258 = stablehlo.multiply %254, %257 : tensor<2x7x28xf32>
    %259 = stablehlo.add %253, %258 : tensor<2x7x28xf32>
    %260 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.conv_bias, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %261 = stablehlo.add %259, %260 : tensor<2x7x28xf32>
    %262 = stablehlo.logistic %261 : tensor<2x7x28xf32>
    %263 = stablehlo.multiply %261, %262 : tensor<2x7x28xf32>
    %264 = stablehlo.optimization_barrier %263 : tensor<2x7x28xf32>
    %265 = stablehlo.slice %264 [0:2, 0:7, 22:28] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %266 = stablehlo.reshape %265 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %267 = stablehlo.pad %266, %17, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %268 = stablehlo.reshape %267 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %269 = stablehlo.transpose %268, dims = [0, 3, 1, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %270 = stablehlo.slice %264 [0:2, 0:7, 16:22] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %271 = stablehlo.reshape %270 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %272 = stablehlo.pad %271, %17, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %273 = stablehlo.reshape %272 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %274 = stablehlo.dot_general %269, %273, batching_dims = [0, 1, 2] x [0, 3, 1], contracting_dims = [4] x [4], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x5xf32>
    %275 = stablehlo.broadcast_in_dim %274, dims = [0, 1, 3, 4, 5] : (tensor<2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %276 = stablehlo.multiply %240, %275 : tensor<2x2x2x2x5x5xf32>
    %277 = stablehlo.transpose %276, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %278 = stablehlo.slice %264 [0:2, 0:7, 0:16] : (tensor<2x7x28xf32>) -> tensor<2x7x16xf32>
    %279 = stablehlo.reshape %278 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %280 = stablehlo.broadcast_in_dim %220, dims = [0, 1, 2, 3] : (tensor<2x7x2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %281 = stablehlo.multiply %279, %280 : tensor<2x7x2x2x4xf32>
    %282 = stablehlo.pad %281, %17, low = [0, 0, 0, 0, 0], high = [0, 3, 0, 0, 0], interior = [0, 0, 0, 0, 0] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x10x2x2x4xf32>
    %283 = stablehlo.reshape %282 : (tensor<2x10x2x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %284 = stablehlo.dot_general %277, %283, batching_dims = [0, 1, 2, 3] x [0, 1, 3, 4], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5x5xf32>, tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x5x4xf32>
    %285 = stablehlo.transpose %284, dims = [0, 1, 4, 2, 3, 5] : (tensor<2x2x2x2x5x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %286 = stablehlo.transpose %268, dims = [0, 1, 3, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %287 = stablehlo.reduce(%224 init: %17) applies stablehlo.add across dimensions = [4] : (tensor<2x2x2x2x5xf32>, tensor<f32>) -> tensor<2x2x2x2xf32>
    %288 = stablehlo.pad %287, %17, low = [0, 0, 0, 1], high = [0, 0, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x2x2x2xf32>, tensor<f32>) -> tensor<2x2x2x3xf32>
    %289 = stablehlo.maximum %288, %126 : tensor<2x2x2x3xf32>
    %290 = stablehlo.multiply %289, %128 : tensor<2x2x2x3xf32>
    %291 = stablehlo.floor %290 : tensor<2x2x2x3xf32>
    %292 = stablehlo.multiply %291, %131 : tensor<2x2x2x3xf32>
    %293 = stablehlo.dot_general %292, %134, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<2x2x2x3xf32>
    %294 = stablehlo.broadcast_in_dim %293, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %295 = stablehlo.broadcast_in_dim %293, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %296 = stablehlo.subtract %294, %295 : tensor<2x2x2x3x3xf32>
    %297 = stablehlo.subtract %289, %292 : tensor<2x2x2x3xf32>
    %298 = stablehlo.dot_general %297, %134, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<2x2x2x3xf32>
    %299 = stablehlo.broadcast_in_dim %298, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %300 = stablehlo.broadcast_in_dim %298, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %301 = stablehlo.subtract %299, %300 : tensor<2x2x2x3x3xf32>
    %302 = stablehlo.add %296, %301 : tensor<2x2x2x3x3xf32>
    %303 = stablehlo.select %123, %302, %145 : tensor<2x2x2x3x3xi1>, tensor<2x2x2x3x3xf32>
    %304 = stablehlo.exponential %303 : tensor<2x2x2x3x3xf32>
    %305 = stablehlo.reshape %state.layers.1.ssm : (tensor<2x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %306 = stablehlo.dot_general %224, %150, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %307 = stablehlo.exponential %306 : tensor<2x2x2x2x5xf32>
    %308 = stablehlo.broadcast_in_dim %307, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %309 = stablehlo.multiply %283, %308 : tensor<2x2x5x2x2x4xf32>
    %310 = stablehlo.transpose %309, dims = [0, 1, 3, 4, 5, 2] : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x4x5xf32>
    %311 = stablehlo.dot_general %310, %273, batching_dims = [0, 1, 2] x [0, 1, 3], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x4x5xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %312 = stablehlo.concatenate %305, %311, dim = 1 : (tensor<2x1x2x2x4x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %313 = stablehlo.dot_general %304, %312, batching_dims = [0, 1, 2] x [0, 2, 3], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3x3xf32>, tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x3x4x3xf32>
    %314 = stablehlo.transpose %313, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x3x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %315 = stablehlo.slice %314 [0:2, 0:2, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %316 = stablehlo.dot_general %286, %315, batching_dims = [0, 1, 2] x [0, 1, 2], contracting_dims = [4] x [5], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x2x2x5x2x4xf32>
    %317 = stablehlo.transpose %316, dims = [0, 1, 3, 2, 4, 5] : (tensor<2x2x2x5x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %318 = stablehlo.dot_general %224, %59, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %319 = stablehlo.exponential %318 : tensor<2x2x2x2x5xf32>
    %320 = stablehlo.broadcast_in_dim %319, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %321 = stablehlo.multiply %317, %320 : tensor<2x2x5x2x2x4xf32>
    %322 = stablehlo.add %285, %321 : tensor<2x2x5x2x2x4xf32>
    %323 = stablehlo.reshape %322 : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x10x2x2x4xf32>
    %324 = stablehlo.slice %323 [0:2, 0:7, 0:2, 0:2, 0:4] : (tensor<2x10x2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %325 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.D, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %326 = stablehlo.multiply %325, %279 : tensor<2x7x2x2x4xf32>
    %327 = stablehlo.add %324, %326 : tensor<2x7x2x2x4xf32>
    %328 = stablehlo.slice %206 [0:2, 0:7, 0:16] : (tensor<2x7x48xf32>) -> tensor<2x7x16xf32>
    %329 = stablehlo.reshape %328 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %330 = stablehlo.logistic %329 : tensor<2x7x2x2x4xf32>
    %331 = stablehlo.multiply %329, %330 : tensor<2x7x2x2x4xf32>
    %332 = stablehlo.multiply %327, %331 : tensor<2x7x2x2x4xf32>
    %333 = stablehlo.multiply %332, %332 : tensor<2x7x2x2x4xf32>
    %334 = stablehlo.reduce(%333 init: %17) applies stablehlo.add across dimensions = [3, 4] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x7x2xf32>
    %335 = stablehlo.multiply %334, %180 : tensor<2x7x2xf32>
    %336 = stablehlo.add %335, %182 : tensor<2x7x2xf32>
    %337 = stablehlo.rsqrt %336 : tensor<2x7x2xf32>
    %338 = stablehlo.broadcast_in_dim %337, dims = [0, 1, 2] : (tensor<2x7x2xf32>) -> tensor<2x7x2x2x4xf32>
    %339 = stablehlo.multiply %332, %338 : tensor<2x7x2x2x4xf32>
    %340 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.norm, dims = [2, 3, 4] : (tensor<2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %341 = stablehlo.multiply %339, %340 : tensor<2x7x2x2x4xf32>
    %342 = stablehlo.reshape %341 : (tensor<2x7x2x2x4xf32>) -> tensor<2x7x16xf32>
    %343 = stablehlo.convert %342 : (tensor<2x7x16xf32>) -> tensor<2x7x16xbf16>
    %344 = stablehlo.dot_general %343, %weights.layers.1.mixer.out_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x7x16xbf16>, tensor<8x16xbf16>) -> tensor<2x7x8xf32>
    %345 = stablehlo.add %192, %344 : tensor<2x7x8xf32>
    %346 = stablehlo.multiply %345, %345 : tensor<2x7x8xf32>
    %347 = stablehlo.reduce(%346 init: %17) applies stablehlo.add across dimensions = [2] : (tensor<2x7x8xf32>, tensor<f32>) -> tensor<2x7xf32>
    %348 = stablehlo.multiply %347, %19 : tensor<2x7xf32>
    %349 = stablehlo.add %348, %21 : tensor<2x7xf32>
    %350 = stablehlo.rsqrt %349 : tensor<2x7xf32>
    %351 = stablehlo.broadcast_in_dim %350, dims = [0, 1] : (tensor<2x7xf32>) -> tensor<2x7x8xf32>
    %352 = stablehlo.multiply %345, %351 : tensor<2x7x8xf32>
    %353 = stablehlo.broadcast_in_dim %weights.norm_f, dims = [2] : (tensor<8xf32>) -> tensor<2x7x8xf32>
    %354 = stablehlo.multiply %352, %353 : tensor<2x7x8xf32>
    %355 = stablehlo.constant dense<0.0> : tensor<2x7x8xf32>
    %356 = stablehlo.select %4, %354, %355 : tensor<2x7x8xi1>, tensor<2x7x8xf32>
    %357 = stablehlo.reduce(%356 init: %17) applies stablehlo.add across dimensions = [1] : (tensor<2x7x8xf32>, tensor<f32>) -> tensor<2x8xf32>
    %358 = stablehlo.iota dim = 0 : tensor<2xi32>
    %359 = stablehlo.reshape %358 : (tensor<2xi32>) -> tensor<2x1xi32>
    %360 = stablehlo.constant dense<1> : tensor<2xi32>
    %361 = stablehlo.subtract %lengths, %360 : tensor<2xi32>
    %362 = stablehlo.reshape %361 : (tensor<2xi32>) -> tensor<2x1xi32>
    %363 = stablehlo.concatenate %359, %362, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
    %364 = "stablehlo.gather"(%354, %363) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 1, 8>}> : (tensor<2x7x8xf32>, tensor<2x2xi32>) -> tensor<2x1x8xf32>
    %365 = stablehlo.reshape %364 : (tensor<2x1x8xf32>) -> tensor<2x8xf32>
    %366 = stablehlo.convert %3 : (tensor<2x7xi1>) -> tensor<2x7xi32>
    %367 = stablehlo.constant dense<0> : tensor<i32>
    %368 = stablehlo.reduce(%366 init: %367) applies stablehlo.add across dimensions = [1] : (tensor<2x7xi32>, tensor<i32>) -> tensor<2xi32>
    %369 = stablehlo.reshape %368 : (tensor<2xi32>) -> tensor<2x1xi32>
    %370 = stablehlo.concatenate %359, %369, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
    %371 = "stablehlo.gather"(%74, %370) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 2, 28>}> : (tensor<2x9x28xf32>, tensor<2x2xi32>) -> tensor<2x2x28xf32>
    %372 = stablehlo.slice %159 [0:2, 2:3, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %373 = stablehlo.reshape %372 : (tensor<2x1x2x2x4x3xf32>) -> tensor<2x2x2x4x3xf32>
    %374 = "stablehlo.gather"(%242, %370) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 2, 28>}> : (tensor<2x9x28xf32>, tensor<2x2xi32>) -> tensor<2x2x28xf32>
    %375 = stablehlo.slice %314 [0:2, 2:3, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %376 = stablehlo.reshape %375 : (tensor<2x1x2x2x4x3xf32>) -> tensor<2x2x2x4x3xf32>
    func.return %357, %365, %371, %373, %374, %376 : tensor<2x8xf32>, tensor<2x8xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
  }
}
