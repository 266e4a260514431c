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
    %30 = stablehlo.convert %29 : (tensor<2x7x8xf32>) -> tensor<2x7x8xbf16>
    %31 = stablehlo.dot_general %30, %weights.layers.0.mixer.in_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x7x8xbf16>, tensor<48x8xbf16>) -> tensor<2x7x48xf32>
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
    %53 = stablehlo.constant dense<-128.0> : tensor<2x2x2x2x5xf32>
    %54 = stablehlo.maximum %52, %53 : tensor<2x2x2x2x5xf32>
    %55 = stablehlo.constant dense<16384.0> : tensor<2x2x2x2x5xf32>
    %56 = stablehlo.multiply %54, %55 : tensor<2x2x2x2x5xf32>
    %57 = stablehlo.floor %56 : tensor<2x2x2x2x5xf32>
    %58 = stablehlo.constant dense<6.1035156e-05> : tensor<2x2x2x2x5xf32>
    %59 = stablehlo.multiply %57, %58 : tensor<2x2x2x2x5xf32>
    %60 = stablehlo.compare LE, %6, %7, SIGNED : (tensor<5x5xi32>, tensor<5x5xi32>) -> tensor<5x5xi1>
    %61 = stablehlo.convert %60 : (tensor<5x5xi1>) -> tensor<5x5xf32>
    %62 = stablehlo.dot_general %59, %61, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %63 = stablehlo.broadcast_in_dim %62, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %64 = stablehlo.broadcast_in_dim %62, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %65 = stablehlo.subtract %63, %64 : tensor<2x2x2x2x5x5xf32>
    %66 = stablehlo.subtract %54, %59 : tensor<2x2x2x2x5xf32>
    %67 = stablehlo.dot_general %66, %61, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %68 = stablehlo.broadcast_in_dim %67, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %69 = stablehlo.broadcast_in_dim %67, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %70 = stablehlo.subtract %68, %69 : tensor<2x2x2x2x5x5xf32>
    %71 = stablehlo.add %65, %70 : tensor<2x2x2x2x5x5xf32>
    %72 = stablehlo.constant dense<0xFF800000> : tensor<2x2x2x2x5x5xf32>
    %73 = stablehlo.select %9, %71, %72 : tensor<2x2x2x2x5x5xi1>, tensor<2x2x2x2x5x5xf32>
    %74 = stablehlo.exponential %73 : tensor<2x2x2x2x5x5xf32>
    %75 = stablehlo.slice %31 [0:2, 0:7, 16:44] : (tensor<2x7x48xf32>) -> tensor<2x7x28xf32>
    %76 = stablehlo.concatenate %state.layers.0.conv, %75, dim = 1 : (tensor<2x2x28xf32>, tensor<2x7x28xf32>) -> tensor<2x9x28xf32>
    %77 = stablehlo.slice %76 [0:2, 0:7, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %78 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %79 = stablehlo.reshape %78 : (tensor<28x1xf32>) -> tensor<28xf32>
    %80 = stablehlo.broadcast_in_dim %79, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %81 = stablehlo.multiply %77, %80 : tensor<2x7x28xf32>
    %82 = stablehlo.slice %76 [0:2, 1:8, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %83 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %84 = stablehlo.reshape %83 : (tensor<28x1xf32>) -> tensor<28xf32>
    %85 = stablehlo.broadcast_in_dim %84, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %86 = stablehlo.multiply %82, %85 : tensor<2x7x28xf32>
    %87 = stablehlo.add %81, %86 : tensor<2x7x28xf32>
    %88 = stablehlo.slice %76 [0:2, 2:9, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %89 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %90 = stablehlo.reshape %89 : (tensor<28x1xf32>) -> tensor<28xf32>
    %91 = stablehlo.broadcast_in_dim %90, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %92 = stablehlo.multiply %88, %91 : tensor<2x7x28xf32>
    %93 = stablehlo.add %87, %92 : tensor<2x7x28xf32>
    %94 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.conv_bias, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %95 = stablehlo.add %93, %94 : tensor<2x7x28xf32>
    %96 = stablehlo.logistic %95 : tensor<2x7x28xf32>
    %97 = stablehlo.multiply %95, %96 : tensor<2x7x28xf32>
    %98 = stablehlo.optimization_barrier %97 : tensor<2x7x28xf32>
    %99 = stablehlo.slice %98 [0:2, 0:7, 22:28] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %100 = stablehlo.reshape %99 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %101 = stablehlo.pad %100, %19, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %102 = stablehlo.reshape %101 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %103 = stablehlo.transpose %102, dims = [0, 3, 1, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %104 = stablehlo.slice %98 [0:2, 0:7, 16:22] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %105 = stablehlo.reshape %104 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %106 = stablehlo.pad %105, %19, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %107 = stablehlo.reshape %106 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %108 = stablehlo.dot_general %103, %107, batching_dims = [0, 1, 2] x [0, 3, 1], contracting_dims = [4] x [4], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x5xf32>
    %109 = stablehlo.broadcast_in_dim %108, dims = [0, 1, 3, 4, 5] : (tensor<2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %110 = stablehlo.multiply %74, %109 : tensor<2x2x2x2x5x5xf32>
    %111 = stablehlo.transpose %110, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %112 = stablehlo.slice %98 [0:2, 0:7, 0:16] : (tensor<2x7x28xf32>) -> tensor<2x7x16xf32>
    %113 = stablehlo.reshape %112 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %114 = stablehlo.broadcast_in_dim %48, dims = [0, 1, 2, 3] : (tensor<2x7x2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %115 = stablehlo.multiply %113, %114 : tensor<2x7x2x2x4xf32>
    %116 = stablehlo.pad %115, %19, low = [0, 0, 0, 0, 0], high = [0, 3, 0, 0, 0], interior = [0, 0, 0, 0, 0] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x10x2x2x4xf32>
    %117 = stablehlo.reshape %116 : (tensor<2x10x2x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %118 = stablehlo.dot_general %111, %117, batching_dims = [0, 1, 2, 3] x [0, 1, 3, 4], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5x5xf32>, tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x5x4xf32>
    %119 = stablehlo.transpose %118, dims = [0, 1, 4, 2, 3, 5] : (tensor<2x2x2x2x5x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %120 = stablehlo.transpose %102, dims = [0, 1, 3, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %121 = stablehlo.iota dim = 0 : tensor<3xi32>
    %122 = stablehlo.broadcast_in_dim %121, dims = [0] : (tensor<3xi32>) -> tensor<3x3xi32>
    %123 = stablehlo.broadcast_in_dim %121, dims = [1] : (tensor<3xi32>) -> tensor<3x3xi32>
    %124 = stablehlo.compare GE, %122, %123, SIGNED : (tensor<3x3xi32>, tensor<3x3xi32>) -> tensor<3x3xi1>
    %125 = stablehlo.broadcast_in_dim %124, dims = [3, 4] : (tensor<3x3xi1>) -> tensor<2x2x2x3x3xi1>
    %126 = stablehlo.reduce(%52 init: %19) applies stablehlo.add across dimensions = [4] : (tensor<2x2x2x2x5xf32>, tensor<f32>) -> tensor<2x2x2x2xf32>
    %127 = stablehlo.pad %126, %19, low = [0, 0, 0, 1], high = [0, 0, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x2x2x2xf32>, tensor<f32>) -> tensor<2x2x2x3xf32>
    %128 = stablehlo.constant dense<-128.0> : tensor<2x2x2x3xf32>
    %129 = stablehlo.maximum %127, %128 : tensor<2x2x2x3xf32>
    %130 = stablehlo.constant dense<32768.0> : tensor<2x2x2x3xf32>
    %131 = stablehlo.multiply %129, %130 : tensor<2x2x2x3xf32>
    %132 = stablehlo.floor %131 : tensor<2x2x2x3xf32>
    %133 = stablehlo.constant dense<3.0517578e-05> : tensor<2x2x2x3xf32>
    %134 = stablehlo.multiply %132, %133 : tensor<2x2x2x3xf32>
    %135 = stablehlo.compare LE, %122, %123, SIGNED : (tensor<3x3xi32>, tensor<3x3xi32>) -> tensor<3x3xi1>
    %136 = stablehlo.convert %135 : (tensor<3x3xi1>) -> tensor<3x3xf32>
    %137 = stablehlo.dot_general %134, %136, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<2x2x2x3xf32>
    %138 = stablehlo.broadcast_in_dim %137, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %139 = stablehlo.broadcast_in_dim %137, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %140 = stablehlo.subtract %138, %139 : tensor<2x2x2x3x3xf32>
    %141 = stablehlo.subtract %129, %134 : tensor<2x2x2x3xf32>
    %142 = stablehlo.dot_general %141, %136, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<2x2x2x3xf32>
    %143 = stablehlo.broadcast_in_dim %142, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %144 = stablehlo.broadcast_in_dim %142, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %145 = stablehlo.subtract %143, %144 : tensor<2x2x2x3x3xf32>
    %146 = stablehlo.add %140, %145 : tensor<2x2x2x3x3xf32>
    %147 = stablehlo.constant dense<0xFF800000> : tensor<2x2x2x3x3xf32>
    %148 = stablehlo.select %125, %146, %147 : tensor<2x2x2x3x3xi1>, tensor<2x2x2x3x3xf32>
    %149 = stablehlo.exponential %148 : tensor<2x2x2x3x3xf32>
    %150 = stablehlo.reshape %state.layers.0.ssm : (tensor<2x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %151 = stablehlo.compare GT, %6, %7, SIGNED : (tensor<5x5xi32>, tensor<5x5xi32>) -> tensor<5x5xi1>
    %152 = stablehlo.convert %151 : (tensor<5x5xi1>) -> tensor<5x5xf32>
    %153 = stablehlo.dot_general %52, %152, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %154 = stablehlo.exponential %153 : tensor<2x2x2x2x5xf32>
    %155 = stablehlo.broadcast_in_dim %154, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %156 = stablehlo.multiply %117, %155 : tensor<2x2x5x2x2x4xf32>
    %157 = stablehlo.transpose %156, dims = [0, 1, 3, 4, 5, 2] : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x4x5xf32>
    %158 = stablehlo.dot_general %157, %107, batching_dims = [0, 1, 2] x [0, 1, 3], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x4x5xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %159 = stablehlo.concatenate %150, %158, dim = 1 : (tensor<2x1x2x2x4x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %160 = stablehlo.dot_general %149, %159, batching_dims = [0, 1, 2] x [0, 2, 3], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3x3xf32>, tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x3x4x3xf32>
    %161 = stablehlo.transpose %160, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x3x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %162 = stablehlo.slice %161 [0:2, 0:2, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %163 = stablehlo.dot_general %120, %162, batching_dims = [0, 1, 2] x [0, 1, 2], contracting_dims = [4] x [5], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x2x2x5x2x4xf32>
    %164 = stablehlo.transpose %163, dims = [0, 1, 3, 2, 4, 5] : (tensor<2x2x2x5x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %165 = stablehlo.dot_general %52, %61, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %166 = stablehlo.exponential %165 : tensor<2x2x2x2x5xf32>
    %167 = stablehlo.broadcast_in_dim %166, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %168 = stablehlo.multiply %164, %167 : tensor<2x2x5x2x2x4xf32>
    %169 = stablehlo.add %119, %168 : tensor<2x2x5x2x2x4xf32>
    %170 = stablehlo.reshape %169 : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x10x2x2x4xf32>
    %171 = stablehlo.slice %170 [0:2, 0:7, 0:2, 0:2, 0:4] : (tensor<2x10x2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %172 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.D, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %173 = stablehlo.multiply %172, %113 : tensor<2x7x2x2x4xf32>
    %174 = stablehlo.add %171, %173 : tensor<2x7x2x2x4xf32>
    %175 = stablehlo.slice %31 [0:2, 0:7, 0:16] : (tensor<2x7x48xf32>) -> tensor<2x7x16xf32>
    %176 = stablehlo.reshape %175 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %177 = stablehlo.logistic %176 : tensor<2x7x2x2x4xf32>
    %178 = stablehlo.multiply %176, %177 : tensor<2x7x2x2x4xf32>
    %179 = stablehlo.multiply %174, %178 : tensor<2x7x2x2x4xf32>
    %180 = stablehlo.multiply %179, %179 : tensor<2x7x2x2x4xf32>
    %181 = stablehlo.reduce(%180 init: %19) applies stablehlo.add across dimensions = [3, 4] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x7x2xf32>
    %182 = stablehlo.constant dense<0.125> : tensor<2x7x2xf32>
    %183 = stablehlo.multiply %181, %182 : tensor<2x7x2xf32>
    %184 = stablehlo.constant dense<1.0e-05> : tensor<2x7x2xf32>
    %185 = stablehlo.add %183, %184 : tensor<2x7x2xf32>
    %186 = stablehlo.rsqrt %185 : tensor<2x7x2xf32>
    %187 = stablehlo.broadcast_in_dim %186, dims = [0, 1, 2] : (tensor<2x7x2xf32>) -> tensor<2x7x2x2x4xf32>
    %188 = stablehlo.multiply %179, %187 : tensor<2x7x2x2x4xf32>
    %189 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.norm, dims = [2, 3, 4] : (tensor<2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %190 = stablehlo.multiply %188, %189 : tensor<2x7x2x2x4xf32>
    %191 = stablehlo.reshape %190 : (tensor<2x7x2x2x4xf32>) -> tensor<2x7x16xf32>
    %192 = stablehlo.convert %191 : (tensor<2x7x16xf32>) -> tensor<2x7x16xbf16>
    %193 = stablehlo.dot_general %192, %weights.layers.0.mixer.out_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x7x16xbf16>, tensor<8x16xbf16>) -> tensor<2x7x8xf32>
    %194 = stablehlo.add %4, %193 : tensor<2x7x8xf32>
    %195 = stablehlo.exponential %weights.layers.1.mixer.A_log : tensor<2x2xf32>
    %196 = stablehlo.negate %195 : tensor<2x2xf32>
    %197 = stablehlo.broadcast_in_dim %196, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2xf32>
    %198 = stablehlo.multiply %194, %194 : tensor<2x7x8xf32>
    %199 = stablehlo.reduce(%198 init: %19) applies stablehlo.add across dimensions = [2] : (tensor<2x7x8xf32>, tensor<f32>) -> tensor<2x7xf32>
    %200 = stablehlo.multiply %199, %21 : tensor<2x7xf32>
    %201 = stablehlo.add %200, %23 : tensor<2x7xf32>
    %202 = stablehlo.rsqrt %201 : tensor<2x7xf32>
    %203 = stablehlo.broadcast_in_dim %202, dims = [0, 1] : (tensor<2x7xf32>) -> tensor<2x7x8xf32>
    %204 = stablehlo.multiply %194, %203 : tensor<2x7x8xf32>
    %205 = stablehlo.broadcast_in_dim %weights.layers.1.norm, dims = [2] : (tensor<8xf32>) -> tensor<2x7x8xf32>
    %206 = stablehlo.multiply %204, %205 : tensor<2x7x8xf32>
    %207 = stablehlo.convert %206 : (tensor<2x7x8xf32>) -> tensor<2x7x8xbf16>
    %208 = stablehlo.dot_general %207, %weights.layers.1.mixer.in_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x7x8xbf16>, tensor<48x8xbf16>) -> tensor<2x7x48xf32>
    %209 = stablehlo.slice %208 [0:2, 0:7, 44:48] : (tensor<2x7x48xf32>) -> tensor<2x7x4xf32>
    %210 = stablehlo.reshape %209 : (tensor<2x7x4xf32>) -> tensor<2x7x2x2xf32>
    %211 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.dt_bias, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2xf32>
    %212 = stablehlo.add %210, %211 : tensor<2x7x2x2xf32>
    %213 = stablehlo.maximum %212, %36 : tensor<2x7x2x2xf32>
    %214 = stablehlo.abs %212 : tensor<2x7x2x2xf32>
    %215 = stablehlo.negate %214 : tensor<2x7x2x2xf32>
    %216 = stablehlo.exponential %215 : tensor<2x7x2x2xf32>
    %217 = stablehlo.log_plus_one %216 : tensor<2x7x2x2xf32>
    %218 = stablehlo.add %213, %217 : tensor<2x7x2x2xf32>
    %219 = stablehlo.maximum %218, %43 : tensor<2x7x2x2xf32>
    %220 = stablehlo.minimum %219, %45 : tensor<2x7x2x2xf32>
    %221 = stablehlo.select %17, %220, %36 : tensor<2x7x2x2xi1>, tensor<2x7x2x2xf32>
    %222 = stablehlo.optimization_barrier %221 : tensor<2x7x2x2xf32>
    %223 = stablehlo.multiply %197, %222 : tensor<2x7x2x2xf32>
    %224 = stablehlo.pad %223, %19, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x2xf32>, tensor<f32>) -> tensor<2x10x2x2xf32>
    %225 = stablehlo.reshape %224 : (tensor<2x10x2x2xf32>) -> tensor<2x2x5x2x2xf32>
    %226 = stablehlo.transpose %225, dims = [0, 3, 4, 1, 2] : (tensor<2x2x5x2x2xf32>) -> tensor<2x2x2x2x5xf32>
    %227 = stablehlo.maximum %226, %53 : tensor<2x2x2x2x5xf32>
    %228 = stablehlo.multiply %227, %55 : tensor<2x2x2x2x5xf32>
    %229 = stablehlo.floor %228 : tensor<2x2x2x2x5xf32>
    %230 = stablehlo.multiply %229, %58 : tensor<2x2x2x2x5xf32>
    %231 = stablehlo.dot_general %230, %61, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %232 = stablehlo.broadcast_in_dim %231, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %233 = stablehlo.broadcast_in_dim %231, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %234 = stablehlo.subtract %232, %233 : tensor<2x2x2x2x5x5xf32>
    %235 = stablehlo.subtract %227, %230 : tensor<2x2x2x2x5xf32>
    %236 = stablehlo.dot_general %235, %61, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %237 = stablehlo.broadcast_in_dim %236, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %238 = stablehlo.broadcast_in_dim %236, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %239 = stablehlo.subtract %237, %238 : tensor<2x2x2x2x5x5xf32>
    %240 = stablehlo.add %234, %239 : tensor<2x2x2x2x5x5xf32>
    %241 = stablehlo.select %9, %240, %72 : tensor<2x2x2x2x5x5xi1>, tensor<2x2x2x2x5x5xf32>
    %242 = stablehlo.exponential %241 : tensor<2x2x2x2x5x5xf32>
    %243 = stablehlo.slice %208 [0:2, 0:7, 16:44] : (tensor<2x7x48xf32>) -> tensor<2x7x28xf32>
    %244 = stablehlo.concatenate %state.layers.1.conv, %243, dim = 1 : (tensor<2x2x28xf32>, tensor<2x7x28xf32>) -> tensor<2x9x28xf32>
    %245 = stablehlo.slice %244 [0:2, 0:7, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %246 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %247 = stablehlo.reshape %246 : (tensor<28x1xf32>) -> tensor<28xf32>
    %248 = stablehlo.broadcast_in_dim %247, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %249 = stablehlo.multiply %245, %248 : tensor<2x7x28xf32>
    %250 = stablehlo.slice %244 [0:2, 1:8, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %251 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %252 = stablehlo.reshape %251 : (tensor<28x1xf32>) -> tensor<28xf32>
    %253 = stablehlo.broadcast_in_dim %252, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %254 = stablehlo.multiply %250, %253 : tensor<2x7x28xf32>
    %255 = stablehlo.add %249, %254 : tensor<2x7x28xf32>
    %256 = stablehlo.slice %244 [0:2, 2:9, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %257 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %258 = stablehlo.reshape %257 : (tensor<28x1xf32>) -> tensor<28xf32>
    %259 = stablehlo.broadcast_in_dim %258, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %260 = stablehlo.multiply %256, %259 : tensor<2x7x28xf32>
    %261 = stablehlo.add %255, %260 : tensor<2x7x28xf32>
    %262 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.conv_bias, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %263 = stablehlo.add %261, %262 : tensor<2x7x28xf32>
    %264 = stablehlo.logistic %263 : tensor<2x7x28xf32>
    %265 = stablehlo.multiply %263, %264 : tensor<2x7x28xf32>
    %266 = stablehlo.optimization_barrier %265 : tensor<2x7x28xf32>
    %267 = stablehlo.slice %266 [0:2, 0:7, 22:28] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %268 = stablehlo.reshape %267 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %269 = stablehlo.pad %268, %19, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %270 = stablehlo.reshape %269 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %271 = stablehlo.transpose %270, dims = [0, 3, 1, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %272 = stablehlo.slice %266 [0:2, 0:7, 16:22] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %273 = stablehlo.reshape %272 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %274 = stablehlo.pad %273, %19, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %275 = stablehlo.reshape %274 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %276 = stablehlo.dot_general %271, %275, batching_dims = [0, 1, 2] x [0, 3, 1], contracting_dims = [4] x [4], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x5xf32>
    %277 = stablehlo.broadcast_in_dim %276, dims = [0, 1, 3, 4, 5] : (tensor<2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %278 = stablehlo.multiply %242, %277 : tensor<2x2x2x2x5x5xf32>
    %279 = stablehlo.transpose %278, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %280 = stablehlo.slice %266 [0:2, 0:7, 0:16] : (tensor<2x7x28xf32>) -> tensor<2x7x16xf32>
    %281 = stablehlo.reshape %280 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %282 = stablehlo.broadcast_in_dim %222, dims = [0, 1, 2, 3] : (tensor<2x7x2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %283 = stablehlo.multiply %281, %282 : tensor<2x7x2x2x4xf32>
    %284 = stablehlo.pad %283, %19, low = [0, 0, 0, 0, 0], high = [0, 3, 0, 0, 0], interior = [0, 0, 0, 0, 0] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x10x2x2x4xf32>
    %285 = stablehlo.reshape %284 : (tensor<2x10x2x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %286 = stablehlo.dot_general %279, %285, batching_dims = [0, 1, 2, 3] x [0, 1, 3, 4], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5x5xf32>, tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x5x4xf32>
    %287 = stablehlo.transpose %286, dims = [0, 1, 4, 2, 3, 5] : (tensor<2x2x2x2x5x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %288 = stablehlo.transpose %270, dims = [0, 1, 3, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %289 = stablehlo.reduce(%226 init: %19) applies stablehlo.add across dimensions = [4] : (tensor<2x2x2x2x5xf32>, tensor<f32>) -> tensor<2x2x2x2xf32>
    %290 = stablehlo.pad %289, %19, low = [0, 0, 0, 1], high = [0, 0, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x2x2x2xf32>, tensor<f32>) -> tensor<2x2x2x3xf32>
    %291 = stablehlo.maximum %290, %128 : tensor<2x2x2x3xf32>
    %292 = stablehlo.multiply %291, %130 : tensor<2x2x2x3xf32>
    %293 = stablehlo.floor %292 : tensor<2x2x2x3xf32>
    %294 = stablehlo.multiply %293, %133 : tensor<2x2x2x3xf32>
    %295 = stablehlo.dot_general %294, %136, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<2x2x2x3xf32>
    %296 = stablehlo.broadcast_in_dim %295, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %297 = stablehlo.broadcast_in_dim %295, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %298 = stablehlo.subtract %296, %297 : tensor<2x2x2x3x3xf32>
    %299 = stablehlo.subtract %291, %294 : tensor<2x2x2x3xf32>
    %300 = stablehlo.dot_general %299, %136, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<2x2x2x3xf32>
    %301 = stablehlo.broadcast_in_dim %300, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %302 = stablehlo.broadcast_in_dim %300, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %303 = stablehlo.subtract %301, %302 : tensor<2x2x2x3x3xf32>
    %304 = stablehlo.add %298, %303 : tensor<2x2x2x3x3xf32>
    %305 = stablehlo.select %125, %304, %147 : tensor<2x2x2x3x3xi1>, tensor<2x2x2x3x3xf32>
    %306 = stablehlo.exponential %305 : tensor<2x2x2x3x3xf32>
    %307 = stablehlo.reshape %state.layers.1.ssm : (tensor<2x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %308 = stablehlo.dot_general %226, %152, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %309 = stablehlo.exponential %308 : tensor<2x2x2x2x5xf32>
    %310 = stablehlo.broadcast_in_dim %309, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %311 = stablehlo.multiply %285, %310 : tensor<2x2x5x2x2x4xf32>
    %312 = stablehlo.transpose %311, dims = [0, 1, 3, 4, 5, 2] : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x4x5xf32>
    %313 = stablehlo.dot_general %312, %275, batching_dims = [0, 1, 2] x [0, 1, 3], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x4x5xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %314 = stablehlo.concatenate %307, %313, dim = 1 : (tensor<2x1x2x2x4x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %315 = stablehlo.dot_general %306, %314, batching_dims = [0, 1, 2] x [0, 2, 3], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3x3xf32>, tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x3x4x3xf32>
    %316 = stablehlo.transpose %315, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x3x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %317 = stablehlo.slice %316 [0:2, 0:2, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %318 = stablehlo.dot_general %288, %317, batching_dims = [0, 1, 2] x [0, 1, 2], contracting_dims = [4] x [5], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x2x2x5x2x4xf32>
    %319 = stablehlo.transpose %318, dims = [0, 1, 3, 2, 4, 5] : (tensor<2x2x2x5x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %320 = stablehlo.dot_general %226, %61, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %321 = stablehlo.exponential %320 : tensor<2x2x2x2x5xf32>
    %322 = stablehlo.broadcast_in_dim %321, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %323 = stablehlo.multiply %319, %322 : tensor<2x2x5x2x2x4xf32>
    %324 = stablehlo.add %287, %323 : tensor<2x2x5x2x2x4xf32>
    %325 = stablehlo.reshape %324 : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x10x2x2x4xf32>
    %326 = stablehlo.slice %325 [0:2, 0:7, 0:2, 0:2, 0:4] : (tensor<2x10x2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %327 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.D, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %328 = stablehlo.multiply %327, %281 : tensor<2x7x2x2x4xf32>
    %329 = stablehlo.add %326, %328 : tensor<2x7x2x2x4xf32>
    %330 = stablehlo.slice %208 [0:2, 0:7, 0:16] : (tensor<2x7x48xf32>) -> tensor<2x7x16xf32>
    %331 = stablehlo.reshape %330 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %332 = stablehlo.logistic %331 : tensor<2x7x2x2x4xf32>
    %333 = stablehlo.multiply %331, %332 : tensor<2x7x2x2x4xf32>
    %334 = stablehlo.multiply %329, %333 : tensor<2x7x2x2x4xf32>
    %335 = stablehlo.multiply %334, %334 : tensor<2x7x2x2x4xf32>
    %336 = stablehlo.reduce(%335 init: %19) applies stablehlo.add across dimensions = [3, 4] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x7x2xf32>
    %337 = stablehlo.multiply %336, %182 : tensor<2x7x2xf32>
    %338 = stablehlo.add %337, %184 : tensor<2x7x2xf32>
    %339 = stablehlo.rsqrt %338 : tensor<2x7x2xf32>
    %340 = stablehlo.broadcast_in_dim %339, dims = [0, 1, 2] : (tensor<2x7x2xf32>) -> tensor<2x7x2x2x4xf32>
    %341 = stablehlo.multiply %334, %340 : tensor<2x7x2x2x4xf32>
    %342 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.norm, dims = [2, 3, 4] : (tensor<2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %343 = stablehlo.multiply %341, %342 : tensor<2x7x2x2x4xf32>
    %344 = stablehlo.reshape %343 : (tensor<2x7x2x2x4xf32>) -> tensor<2x7x16xf32>
    %345 = stablehlo.convert %344 : (tensor<2x7x16xf32>) -> tensor<2x7x16xbf16>
    %346 = stablehlo.dot_general %345, %weights.layers.1.mixer.out_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x7x16xbf16>, tensor<8x16xbf16>) -> tensor<2x7x8xf32>
    %347 = stablehlo.add %194, %346 : tensor<2x7x8xf32>
    %348 = stablehlo.multiply %347, %347 : tensor<2x7x8xf32>
    %349 = stablehlo.reduce(%348 init: %19) applies stablehlo.add across dimensions = [2] : (tensor<2x7x8xf32>, tensor<f32>) -> tensor<2x7xf32>
    %350 = stablehlo.multiply %349, %21 : tensor<2x7xf32>
    %351 = stablehlo.add %350, %23 : tensor<2x7xf32>
    %352 = stablehlo.rsqrt %351 : tensor<2x7xf32>
    %353 = stablehlo.broadcast_in_dim %352, dims = [0, 1] : (tensor<2x7xf32>) -> tensor<2x7x8xf32>
    %354 = stablehlo.multiply %347, %353 : tensor<2x7x8xf32>
    %355 = stablehlo.broadcast_in_dim %weights.norm_f, dims = [2] : (tensor<8xf32>) -> tensor<2x7x8xf32>
    %356 = stablehlo.multiply %354, %355 : tensor<2x7x8xf32>
    %357 = stablehlo.iota dim = 0 : tensor<2xi32>
    %358 = stablehlo.reshape %357 : (tensor<2xi32>) -> tensor<2x1xi32>
    %359 = stablehlo.constant dense<1> : tensor<2xi32>
    %360 = stablehlo.subtract %lengths, %359 : tensor<2xi32>
    %361 = stablehlo.reshape %360 : (tensor<2xi32>) -> tensor<2x1xi32>
    %362 = stablehlo.concatenate %358, %361, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
    %363 = "stablehlo.gather"(%356, %362) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 1, 8>}> : (tensor<2x7x8xf32>, tensor<2x2xi32>) -> tensor<2x1x8xf32>
    %364 = stablehlo.reshape %363 : (tensor<2x1x8xf32>) -> tensor<2x8xf32>
    %365 = stablehlo.convert %364 : (tensor<2x8xf32>) -> tensor<2x8xbf16>
    %366 = stablehlo.dot_general %365, %weights.embedding, contracting_dims = [1] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x8xbf16>, tensor<11x8xbf16>) -> tensor<2x11xf32>
    %367 = stablehlo.select %2, %366, %logits : tensor<2x11xi1>, tensor<2x11xf32>
    %368 = stablehlo.convert %16 : (tensor<2x7xi1>) -> tensor<2x7xi32>
    %369 = stablehlo.constant dense<0> : tensor<i32>
    %370 = stablehlo.reduce(%368 init: %369) applies stablehlo.add across dimensions = [1] : (tensor<2x7xi32>, tensor<i32>) -> tensor<2xi32>
    %371 = stablehlo.reshape %370 : (tensor<2xi32>) -> tensor<2x1xi32>
    %372 = stablehlo.concatenate %358, %371, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
    %373 = "stablehlo.gather"(%76, %372) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 2, 28>}> : (tensor<2x9x28xf32>, tensor<2x2xi32>) -> tensor<2x2x28xf32>
    %374 = stablehlo.slice %161 [0:2, 2:3, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %375 = stablehlo.reshape %374 : (tensor<2x1x2x2x4x3xf32>) -> tensor<2x2x2x4x3xf32>
    %376 = "stablehlo.gather"(%244, %372) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 2, 28>}> : (tensor<2x9x28xf32>, tensor<2x2xi32>) -> tensor<2x2x28xf32>
    %377 = stablehlo.slice %316 [0:2, 2:3, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %378 = stablehlo.reshape %377 : (tensor<2x1x2x2x4x3xf32>) -> tensor<2x2x2x4x3xf32>
    func.return %367, %373, %375, %376, %378 : tensor<2x11xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
  }
}
