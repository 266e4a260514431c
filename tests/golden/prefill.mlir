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
    %60 = stablehlo.reshape %59 : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x1x5xf32>
    %61 = stablehlo.subtract %54, %59 : tensor<2x2x2x2x5xf32>
    %62 = stablehlo.reshape %61 : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x1x5xf32>
    %63 = stablehlo.concatenate %60, %62, dim = 4 : (tensor<2x2x2x2x1x5xf32>, tensor<2x2x2x2x1x5xf32>) -> tensor<2x2x2x2x2x5xf32>
    %64 = stablehlo.compare LE, %6, %7, SIGNED : (tensor<5x5xi32>, tensor<5x5xi32>) -> tensor<5x5xi1>
    %65 = stablehlo.convert %64 : (tensor<5x5xi1>) -> tensor<5x5xf32>
    %66 = stablehlo.dot_general %63, %65, contracting_dims = [5] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x2x5xf32>
    %67 = stablehlo.slice %66 [0:2, 0:2, 0:2, 0:2, 0:1, 0:5] : (tensor<2x2x2x2x2x5xf32>) -> tensor<2x2x2x2x1x5xf32>
    %68 = stablehlo.reshape %67 : (tensor<2x2x2x2x1x5xf32>) -> tensor<2x2x2x2x5xf32>
    %69 = stablehlo.broadcast_in_dim %68, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %70 = stablehlo.broadcast_in_dim %68, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %71 = stablehlo.subtract %69, %70 : tensor<2x2x2x2x5x5xf32>
    %72 = stablehlo.slice %66 [0:2, 0:2, 0:2, 0:2, 1:2, 0:5] : (tensor<2x2x2x2x2x5xf32>) -> tensor<2x2x2x2x1x5xf32>
    %73 = stablehlo.reshape %72 : (tensor<2x2x2x2x1x5xf32>) -> tensor<2x2x2x2x5xf32>
    %74 = stablehlo.broadcast_in_dim %73, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %75 = stablehlo.broadcast_in_dim %73, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %76 = stablehlo.subtract %74, %75 : tensor<2x2x2x2x5x5xf32>
    %77 = stablehlo.add %71, %76 : tensor<2x2x2x2x5x5xf32>
    %78 = stablehlo.constant dense<0xFF800000> : tensor<2x2x2x2x5x5xf32>
    %79 = stablehlo.select %9, %77, %78 : tensor<2x2x2x2x5x5xi1>, tensor<2x2x2x2x5x5xf32>
    %80 = stablehlo.exponential %79 : tensor<2x2x2x2x5x5xf32>
    %81 = stablehlo.slice %31 [0:2, 0:7, 16:44] : (tensor<2x7x48xf32>) -> tensor<2x7x28xf32>
    %82 = stablehlo.concatenate %state.layers.0.conv, %81, dim = 1 : (tensor<2x2x28xf32>, tensor<2x7x28xf32>) -> tensor<2x9x28xf32>
    %83 = stablehlo.slice %82 [0:2, 0:7, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %84 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %85 = stablehlo.reshape %84 : (tensor<28x1xf32>) -> tensor<28xf32>
    %86 = stablehlo.broadcast_in_dim %85, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %87 = stablehlo.multiply %83, %86 : tensor<2x7x28xf32>
    %88 = stablehlo.slice %82 [0:2, 1:8, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %89 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %90 = stablehlo.reshape %89 : (tensor<28x1xf32>) -> tensor<28xf32>
    %91 = stablehlo.broadcast_in_dim %90, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %92 = stablehlo.multiply %88, %91 : tensor<2x7x28xf32>
    %93 = stablehlo.add %87, %92 : tensor<2x7x28xf32>
    %94 = stablehlo.slice %82 [0:2, 2:9, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %95 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %96 = stablehlo.reshape %95 : (tensor<28x1xf32>) -> tensor<28xf32>
    %97 = stablehlo.broadcast_in_dim %96, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %98 = stablehlo.multiply %94, %97 : tensor<2x7x28xf32>
    %99 = stablehlo.add %93, %98 : tensor<2x7x28xf32>
    %100 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.conv_bias, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %101 = stablehlo.add %99, %100 : tensor<2x7x28xf32>
    %102 = stablehlo.logistic %101 : tensor<2x7x28xf32>
    %103 = stablehlo.multiply %101, %102 : tensor<2x7x28xf32>
    %104 = stablehlo.optimization_barrier %103 : tensor<2x7x28xf32>
    %105 = stablehlo.slice %104 [0:2, 0:7, 22:28] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %106 = stablehlo.reshape %105 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %107 = stablehlo.pad %106, %19, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %108 = stablehlo.reshape %107 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %109 = stablehlo.transpose %108, dims = [0, 3, 1, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %110 = stablehlo.slice %104 [0:2, 0:7, 16:22] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %111 = stablehlo.reshape %110 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %112 = stablehlo.pad %111, %19, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %113 = stablehlo.reshape %112 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %114 = stablehlo.dot_general %109, %113, batching_dims = [0, 1, 2] x [0, 3, 1], contracting_dims = [4] x [4], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x5xf32>
    %115 = stablehlo.broadcast_in_dim %114, dims = [0, 1, 3, 4, 5] : (tensor<2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %116 = stablehlo.multiply %80, %115 : tensor<2x2x2x2x5x5xf32>
    %117 = stablehlo.transpose %116, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %118 = stablehlo.slice %104 [0:2, 0:7, 0:16] : (tensor<2x7x28xf32>) -> tensor<2x7x16xf32>
    %119 = stablehlo.reshape %118 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %120 = stablehlo.broadcast_in_dim %48, dims = [0, 1, 2, 3] : (tensor<2x7x2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %121 = stablehlo.multiply %119, %120 : tensor<2x7x2x2x4xf32>
    %122 = stablehlo.pad %121, %19, low = [0, 0, 0, 0, 0], high = [0, 3, 0, 0, 0], interior = [0, 0, 0, 0, 0] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x10x2x2x4xf32>
    %123 = stablehlo.reshape %122 : (tensor<2x10x2x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %124 = stablehlo.dot_general %117, %123, batching_dims = [0, 1, 2, 3] x [0, 1, 3, 4], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5x5xf32>, tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x5x4xf32>
    %125 = stablehlo.transpose %124, dims = [0, 1, 4, 2, 3, 5] : (tensor<2x2x2x2x5x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %126 = stablehlo.transpose %108, dims = [0, 1, 3, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %127 = stablehlo.iota dim = 0 : tensor<3xi32>
    %128 = stablehlo.broadcast_in_dim %127, dims = [0] : (tensor<3xi32>) -> tensor<3x3xi32>
    %129 = stablehlo.broadcast_in_dim %127, dims = [1] : (tensor<3xi32>) -> tensor<3x3xi32>
    %130 = stablehlo.compare GE, %128, %129, SIGNED : (tensor<3x3xi32>, tensor<3x3xi32>) -> tensor<3x3xi1>
    %131 = stablehlo.broadcast_in_dim %130, dims = [3, 4] : (tensor<3x3xi1>) -> tensor<2x2x2x3x3xi1>
    %132 = stablehlo.add %68, %73 : tensor<2x2x2x2x5xf32>
    %133 = stablehlo.slice %132 [0:2, 0:2, 0:2, 0:2, 4:5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x1xf32>
    %134 = stablehlo.reshape %133 : (tensor<2x2x2x2x1xf32>) -> tensor<2x2x2x2xf32>
    %135 = stablehlo.pad %134, %19, low = [0, 0, 0, 1], high = [0, 0, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x2x2x2xf32>, tensor<f32>) -> tensor<2x2x2x3xf32>
    %136 = stablehlo.constant dense<-128.0> : tensor<2x2x2x3xf32>
    %137 = stablehlo.maximum %135, %136 : tensor<2x2x2x3xf32>
    %138 = stablehlo.constant dense<32768.0> : tensor<2x2x2x3xf32>
    %139 = stablehlo.multiply %137, %138 : tensor<2x2x2x3xf32>
    %140 = stablehlo.floor %139 : tensor<2x2x2x3xf32>
    %141 = stablehlo.constant dense<3.0517578e-05> : tensor<2x2x2x3xf32>
    %142 = stablehlo.multiply %140, %141 : tensor<2x2x2x3xf32>
    %143 = stablehlo.reshape %142 : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x1x3xf32>
    %144 = stablehlo.subtract %137, %142 : tensor<2x2x2x3xf32>
    %145 = stablehlo.reshape %144 : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x1x3xf32>
    %146 = stablehlo.concatenate %143, %145, dim = 3 : (tensor<2x2x2x1x3xf32>, tensor<2x2x2x1x3xf32>) -> tensor<2x2x2x2x3xf32>
    %147 = stablehlo.compare LE, %128, %129, SIGNED : (tensor<3x3xi32>, tensor<3x3xi32>) -> tensor<3x3xi1>
    %148 = stablehlo.convert %147 : (tensor<3x3xi1>) -> tensor<3x3xf32>
    %149 = stablehlo.dot_general %146, %148, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<2x2x2x2x3xf32>
    %150 = stablehlo.slice %149 [0:2, 0:2, 0:2, 0:1, 0:3] : (tensor<2x2x2x2x3xf32>) -> tensor<2x2x2x1x3xf32>
    %151 = stablehlo.reshape %150 : (tensor<2x2x2x1x3xf32>) -> tensor<2x2x2x3xf32>
    %152 = stablehlo.broadcast_in_dim %151, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %153 = stablehlo.broadcast_in_dim %151, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %154 = stablehlo.subtract %152, %153 : tensor<2x2x2x3x3xf32>
    %155 = stablehlo.slice %149 [0:2, 0:2, 0:2, 1:2, 0:3] : (tensor<2x2x2x2x3xf32>) -> tensor<2x2x2x1x3xf32>
    %156 = stablehlo.reshape %155 : (tensor<2x2x2x1x3xf32>) -> tensor<2x2x2x3xf32>
    %157 = stablehlo.broadcast_in_dim %156, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %158 = stablehlo.broadcast_in_dim %156, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %159 = stablehlo.subtract %157, %158 : tensor<2x2x2x3x3xf32>
    %160 = stablehlo.add %154, %159 : tensor<2x2x2x3x3xf32>
    %161 = stablehlo.constant dense<0xFF800000> : tensor<2x2x2x3x3xf32>
    %162 = stablehlo.select %131, %160, %161 : tensor<2x2x2x3x3xi1>, tensor<2x2x2x3x3xf32>
    %163 = stablehlo.exponential %162 : tensor<2x2x2x3x3xf32>
    %164 = stablehlo.reshape %state.layers.0.ssm : (tensor<2x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %165 = stablehlo.slice %68 [0:2, 0:2, 0:2, 0:2, 4:5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x1xf32>
    %166 = stablehlo.reshape %165 : (tensor<2x2x2x2x1xf32>) -> tensor<2x2x2x2xf32>
    %167 = stablehlo.broadcast_in_dim %166, dims = [0, 1, 2, 3] : (tensor<2x2x2x2xf32>) -> tensor<2x2x2x2x5xf32>
    %168 = stablehlo.subtract %167, %68 : tensor<2x2x2x2x5xf32>
    %169 = stablehlo.slice %73 [0:2, 0:2, 0:2, 0:2, 4:5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x1xf32>
    %170 = stablehlo.reshape %169 : (tensor<2x2x2x2x1xf32>) -> tensor<2x2x2x2xf32>
    %171 = stablehlo.broadcast_in_dim %170, dims = [0, 1, 2, 3] : (tensor<2x2x2x2xf32>) -> tensor<2x2x2x2x5xf32>
    %172 = stablehlo.subtract %171, %73 : tensor<2x2x2x2x5xf32>
    %173 = stablehlo.add %168, %172 : tensor<2x2x2x2x5xf32>
    %174 = stablehlo.exponential %173 : tensor<2x2x2x2x5xf32>
    %175 = stablehlo.broadcast_in_dim %174, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %176 = stablehlo.multiply %123, %175 : tensor<2x2x5x2x2x4xf32>
    %177 = stablehlo.transpose %176, dims = [0, 1, 3, 4, 5, 2] : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x4x5xf32>
    %178 = stablehlo.dot_general %177, %113, batching_dims = [0, 1, 2] x [0, 1, 3], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x4x5xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %179 = stablehlo.concatenate %164, %178, dim = 1 : (tensor<2x1x2x2x4x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %180 = stablehlo.dot_general %163, %179, batching_dims = [0, 1, 2] x [0, 2, 3], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3x3xf32>, tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x3x4x3xf32>
    %181 = stablehlo.transpose %180, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x3x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %182 = stablehlo.slice %181 [0:2, 0:2, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %183 = stablehlo.dot_general %126, %182, batching_dims = [0, 1, 2] x [0, 1, 2], contracting_dims = [4] x [5], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x2x2x5x2x4xf32>
    %184 = stablehlo.transpose %183, dims = [0, 1, 3, 2, 4, 5] : (tensor<2x2x2x5x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %185 = stablehlo.exponential %132 : tensor<2x2x2x2x5xf32>
    %186 = stablehlo.broadcast_in_dim %185, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %187 = stablehlo.multiply %184, %186 : tensor<2x2x5x2x2x4xf32>
    %188 = stablehlo.add %125, %187 : tensor<2x2x5x2x2x4xf32>
    %189 = stablehlo.reshape %188 : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x10x2x2x4xf32>
    %190 = stablehlo.slice %189 [0:2, 0:7, 0:2, 0:2, 0:4] : (tensor<2x10x2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %191 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.D, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %192 = stablehlo.multiply %191, %119 : tensor<2x7x2x2x4xf32>
    %193 = stablehlo.add %190, %192 : tensor<2x7x2x2x4xf32>
    %194 = stablehlo.slice %31 [0:2, 0:7, 0:16] : (tensor<2x7x48xf32>) -> tensor<2x7x16xf32>
    %195 = stablehlo.reshape %194 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %196 = stablehlo.logistic %195 : tensor<2x7x2x2x4xf32>
    %197 = stablehlo.multiply %195, %196 : tensor<2x7x2x2x4xf32>
    %198 = stablehlo.multiply %193, %197 : tensor<2x7x2x2x4xf32>
    %199 = stablehlo.multiply %198, %198 : tensor<2x7x2x2x4xf32>
    %200 = stablehlo.reduce(%199 init: %19) applies stablehlo.add across dimensions = [3, 4] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x7x2xf32>
    %201 = stablehlo.constant dense<0.125> : tensor<2x7x2xf32>
    %202 = stablehlo.multiply %200, %201 : tensor<2x7x2xf32>
    %203 = stablehlo.constant dense<1.0e-05> : tensor<2x7x2xf32>
    %204 = stablehlo.add %202, %203 : tensor<2x7x2xf32>
    %205 = stablehlo.rsqrt %204 : tensor<2x7x2xf32>
    %206 = stablehlo.broadcast_in_dim %205, dims = [0, 1, 2] : (tensor<2x7x2xf32>) -> tensor<2x7x2x2x4xf32>
    %207 = stablehlo.multiply %198, %206 : tensor<2x7x2x2x4xf32>
    %208 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.norm, dims = [2, 3, 4] : (tensor<2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %209 = stablehlo.multiply %207, %208 : tensor<2x7x2x2x4xf32>
    %210 = stablehlo.reshape %209 : (tensor<2x7x2x2x4xf32>) -> tensor<2x7x16xf32>
    %211 = stablehlo.convert %210 : (tensor<2x7x16xf32>) -> tensor<2x7x16xbf16>
    %212 = stablehlo.dot_general %211, %weights.layers.0.mixer.out_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x7x16xbf16>, tensor<8x16xbf16>) -> tensor<2x7x8xf32>
    %213 = stablehlo.add %4, %212 : tensor<2x7x8xf32>
    %214 = stablehlo.exponential %weights.layers.1.mixer.A_log : tensor<2x2xf32>
    %215 = stablehlo.negate %214 : tensor<2x2xf32>
    %216 = stablehlo.broadcast_in_dim %215, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2xf32>
    %217 = stablehlo.multiply %213, %213 : tensor<2x7x8xf32>
    %218 = stablehlo.reduce(%217 init: %19) applies stablehlo.add across dimensions = [2] : (tensor<2x7x8xf32>, tensor<f32>) -> tensor<2x7xf32>
    %219 = stablehlo.multiply %218, %21 : tensor<2x7xf32>
    %220 = stablehlo.add %219, %23 : tensor<2x7xf32>
    %221 = stablehlo.rsqrt %220 : tensor<2x7xf32>
    %222 = stablehlo.broadcast_in_dim %221, dims = [0, 1] : (tensor<2x7xf32>) -> tensor<2x7x8xf32>
    %223 = stablehlo.multiply %213, %222 : tensor<2x7x8xf32>
    %224 = stablehlo.broadcast_in_dim %weights.layers.1.norm, dims = [2] : (tensor<8xf32>) -> tensor<2x7x8xf32>
    %225 = stablehlo.multiply %223, %224 : tensor<2x7x8xf32>
    %226 = stablehlo.convert %225 : (tensor<2x7x8xf32>) -> tensor<2x7x8xbf16>
    %227 = stablehlo.dot_general %226, %weights.layers.1.mixer.in_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x7x8xbf16>, tensor<48x8xbf16>) -> tensor<2x7x48xf32>
    %228 = stablehlo.slice %227 [0:2, 0:7, 44:48] : (tensor<2x7x48xf32>) -> tensor<2x7x4xf32>
    %229 = stablehlo.reshape %228 : (tensor<2x7x4xf32>) -> tensor<2x7x2x2xf32>
    %230 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.dt_bias, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2xf32>
    %231 = stablehlo.add %229, %230 : tensor<2x7x2x2xf32>
    %232 = stablehlo.maximum %231, %36 : tensor<2x7x2x2xf32>
    %233 = stablehlo.abs %231 : tensor<2x7x2x2xf32>
    %234 = stablehlo.negate %233 : tensor<2x7x2x2xf32>
    %235 = stablehlo.exponential %234 : tensor<2x7x2x2xf32>
    %236 = stablehlo.log_plus_one %235 : tensor<2x7x2x2xf32>
    %237 = stablehlo.add %232, %236 : tensor<2x7x2x2xf32>
    %238 = stablehlo.maximum %237, %43 : tensor<2x7x2x2xf32>
    %239 = stablehlo.minimum %238, %45 : tensor<2x7x2x2xf32>
    %240 = stablehlo.select %17, %239, %36 : tensor<2x7x2x2xi1>, tensor<2x7x2x2xf32>
    %241 = stablehlo.optimization_barrier %240 : tensor<2x7x2x2xf32>
    %242 = stablehlo.multiply %216, %241 : tensor<2x7x2x2xf32>
    %243 = stablehlo.pad %242, %19, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x2xf32>, tensor<f32>) -> tensor<2x10x2x2xf32>
    %244 = stablehlo.reshape %243 : (tensor<2x10x2x2xf32>) -> tensor<2x2x5x2x2xf32>
    %245 = stablehlo.transpose %244, dims = [0, 3, 4, 1, 2] : (tensor<2x2x5x2x2xf32>) -> tensor<2x2x2x2x5xf32>
    %246 = stablehlo.maximum %245, %53 : tensor<2x2x2x2x5xf32>
    %247 = stablehlo.multiply %246, %55 : tensor<2x2x2x2x5xf32>
    %248 = stablehlo.floor %247 : tensor<2x2x2x2x5xf32>
    %249 = stablehlo.multiply %248, %58 : tensor<2x2x2x2x5xf32>
    %250 = stablehlo.reshape %249 : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x1x5xf32>
    %251 = stablehlo.subtract %246, %249 : tensor<2x2x2x2x5xf32>
    %252 = stablehlo.reshape %251 : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x1x5xf32>
    %253 = stablehlo.concatenate %250, %252, dim = 4 : (tensor<2x2x2x2x1x5xf32>, tensor<2x2x2x2x1x5xf32>) -> tensor<2x2x2x2x2x5xf32>
    %254 = stablehlo.dot_general %253, %65, contracting_dims = [5] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x2x5xf32>
    %255 = stablehlo.slice %254 [0:2, 0:2, 0:2, 0:2, 0:1, 0:5] : (tensor<2x2x2x2x2x5xf32>) -> tensor<2x2x2x2x1x5xf32>
    %256 = stablehlo.reshape %255 : (tensor<2x2x2x2x1x5xf32>) -> tensor<2x2x2x2x5xf32>
    %257 = stablehlo.broadcast_in_dim %256, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %258 = stablehlo.broadcast_in_dim %256, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %259 = stablehlo.subtract %257, %258 : tensor<2x2x2x2x5x5xf32>
    %260 = stablehlo.slice %254 [0:2, 0:2, 0:2, 0:2, 1:2, 0:5] : (tensor<2x2x2x2x2x5xf32>) -> tensor<2x2x2x2x1x5xf32>
    %261 = stablehlo.reshape %260 : (tensor<2x2x2x2x1x5xf32>) -> tensor<2x2x2x2x5xf32>
    %262 = stablehlo.broadcast_in_dim %261, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %263 = stablehlo.broadcast_in_dim %261, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %264 = stablehlo.subtract %262, %263 : tensor<2x2x2x2x5x5xf32>
    %265 = stablehlo.add %259, %264 : tensor<2x2x2x2x5x5xf32>
    %266 = stablehlo.select %9, %265, %78 : tensor<2x2x2x2x5x5xi1>, tensor<2x2x2x2x5x5xf32>
    %267 = stablehlo.exponential %266 : tensor<2x2x2x2x5x5xf32>
    %268 = stablehlo.slice %227 [0:2, 0:7, 16:44] : (tensor<2x7x48xf32>) -> tensor<2x7x28xf32>
    %269 = stablehlo.concatenate %state.layers.1.conv, %268, dim = 1 : (tensor<2x2x28xf32>, tensor<2x7x28xf32>) -> tensor<2x9x28xf32>
    %270 = stablehlo.slice %269 [0:2, 0:7, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %271 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %272 = stablehlo.reshape %271 : (tensor<28x1xf32>) -> tensor<28xf32>
    %273 = stablehlo.broadcast_in_dim %272, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %274 = stablehlo.multiply %270, %273 : tensor<2x7x28xf32>
    %275 = stablehlo.slice %269 [0:2, 1:8, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %276 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %277 = stablehlo.reshape %276 : (tensor<28x1xf32>) -> tensor<28xf32>
    %278 = stablehlo.broadcast_in_dim %277, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %279 = stablehlo.multiply %275, %278 : tensor<2x7x28xf32>
    %280 = stablehlo.add %274, %279 : tensor<2x7x28xf32>
    %281 = stablehlo.slice %269 [0:2, 2:9, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %282 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %283 = stablehlo.reshape %282 : (tensor<28x1xf32>) -> tensor<28xf32>
    %284 = stablehlo.broadcast_in_dim %283, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %285 = stablehlo.multiply %281, %284 : tensor<2x7x28xf32>
    %286 = stablehlo.add %280, %285 : tensor<2x7x28xf32>
    %287 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.conv_bias, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %288 = stablehlo.add %286, %287 : tensor<2x7x28xf32>
    %289 = stablehlo.logistic %288 : tensor<2x7x28xf32>
    %290 = stablehlo.multiply %288, %289 : tensor<2x7x28xf32>
    %291 = stablehlo.optimization_barrier %290 : tensor<2x7x28xf32>
    %292 = stablehlo.slice %291 [0:2, 0:7, 22:28] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %293 = stablehlo.reshape %292 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %294 = stablehlo.pad %293, %19, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %295 = stablehlo.reshape %294 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %296 = stablehlo.transpose %295, dims = [0, 3, 1, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %297 = stablehlo.slice %291 [0:2, 0:7, 16:22] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %298 = stablehlo.reshape %297 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %299 = stablehlo.pad %298, %19, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %300 = stablehlo.reshape %299 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %301 = stablehlo.dot_general %296, %300, batching_dims = [0, 1, 2] x [0, 3, 1], contracting_dims = [4] x [4], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x5xf32>
    %302 = stablehlo.broadcast_in_dim %301, dims = [0, 1, 3, 4, 5] : (tensor<2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %303 = stablehlo.multiply %267, %302 : tensor<2x2x2x2x5x5xf32>
    %304 = stablehlo.transpose %303, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %305 = stablehlo.slice %291 [0:2, 0:7, 0:16] : (tensor<2x7x28xf32>) -> tensor<2x7x16xf32>
    %306 = stablehlo.reshape %305 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %307 = stablehlo.broadcast_in_dim %241, dims = [0, 1, 2, 3] : (tensor<2x7x2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %308 = stablehlo.multiply %306, %307 : tensor<2x7x2x2x4xf32>
    %309 = stablehlo.pad %308, %19, low = [0, 0, 0, 0, 0], high = [0, 3, 0, 0, 0], interior = [0, 0, 0, 0, 0] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x10x2x2x4xf32>
    %310 = stablehlo.reshape %309 : (tensor<2x10x2x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %311 = stablehlo.dot_general %304, %310, batching_dims = [0, 1, 2, 3] x [0, 1, 3, 4], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5x5xf32>, tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x5x4xf32>
    %312 = stablehlo.transpose %311, dims = [0, 1, 4, 2, 3, 5] : (tensor<2x2x2x2x5x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %313 = stablehlo.transpose %295, dims = [0, 1, 3, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %314 = stablehlo.add %256, %261 : tensor<2x2x2x2x5xf32>
    %315 = stablehlo.slice %314 [0:2, 0:2, 0:2, 0:2, 4:5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x1xf32>
    %316 = stablehlo.reshape %315 : (tensor<2x2x2x2x1xf32>) -> tensor<2x2x2x2xf32>
    %317 = stablehlo.pad %316, %19, low = [0, 0, 0, 1], high = [0, 0, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x2x2x2xf32>, tensor<f32>) -> tensor<2x2x2x3xf32>
    %318 = stablehlo.maximum %317, %136 : tensor<2x2x2x3xf32>
    %319 = stablehlo.multiply %318, %138 : tensor<2x2x2x3xf32>
    %320 = stablehlo.floor %319 : tensor<2x2x2x3xf32>
    %321 = stablehlo.multiply %320, %141 : tensor<2x2x2x3xf32>
    %322 = stablehlo.reshape %321 : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x1x3xf32>
    %323 = stablehlo.subtract %318, %321 : tensor<2x2x2x3xf32>
    %324 = stablehlo.reshape %323 : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x1x3xf32>
    %325 = stablehlo.concatenate %322, %324, dim = 3 : (tensor<2x2x2x1x3xf32>, tensor<2x2x2x1x3xf32>) -> tensor<2x2x2x2x3xf32>
    %326 = stablehlo.dot_general %325, %148, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<2x2x2x2x3xf32>
    %327 = stablehlo.slice %326 [0:2, 0:2, 0:2, 0:1, 0:3] : (tensor<2x2x2x2x3xf32>) -> tensor<2x2x2x1x3xf32>
    %328 = stablehlo.reshape %327 : (tensor<2x2x2x1x3xf32>) -> tensor<2x2x2x3xf32>
    %329 = stablehlo.broadcast_in_dim %328, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %330 = stablehlo.broadcast_in_dim %328, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %331 = stablehlo.subtract %329, %330 : tensor<2x2x2x3x3xf32>
    %332 = stablehlo.slice %326 [0:2, 0:2, 0:2, 1:2, 0:3] : (tensor<2x2x2x2x3xf32>) -> tensor<2x2x2x1x3xf32>
    %333 = stablehlo.reshape %332 : (tensor<2x2x2x1x3xf32>) -> tensor<2x2x2x3xf32>
    %334 = stablehlo.broadcast_in_dim %333, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %335 = stablehlo.broadcast_in_dim %333, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %336 = stablehlo.subtract %334, %335 : tensor<2x2x2x3x3xf32>
    %337 = stablehlo.add %331, %336 : tensor<2x2x2x3x3xf32>
    %338 = stablehlo.select %131, %337, %161 : tensor<2x2x2x3x3xi1>, tensor<2x2x2x3x3xf32>
    %339 = stablehlo.exponential %338 : tensor<2x2x2x3x3xf32>
    %340 = stablehlo.reshape %state.layers.1.ssm : (tensor<2x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %341 = stablehlo.slice %256 [0:2, 0:2, 0:2, 0:2, 4:5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x1xf32>
    %342 = stablehlo.reshape %341 : (tensor<2x2x2x2x1xf32>) -> tensor<2x2x2x2xf32>
    %343 = stablehlo.broadcast_in_dim %342, dims = [0, 1, 2, 3] : (tensor<2x2x2x2xf32>) -> tensor<2x2x2x2x5xf32>
    %344 = stablehlo.subtract %343, %256 : tensor<2x2x2x2x5xf32>
    %345 = stablehlo.slice %261 [0:2, 0:2, 0:2, 0:2, 4:5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x1xf32>
    %346 = stablehlo.reshape %345 : (tensor<2x2x2x2x1xf32>) -> tensor<2x2x2x2xf32>
    %347 = stablehlo.broadcast_in_dim %346, dims = [0, 1, 2, 3] : (tensor<2x2x2x2xf32>) -> tensor<2x2x2x2x5xf32>
    %348 = stablehlo.subtract %347, %261 : tensor<2x2x2x2x5xf32>
    %349 = stablehlo.add %344, %348 : tensor<2x2x2x2x5xf32>
    %350 = stablehlo.exponential %349 : tensor<2x2x2x2x5xf32>
    %351 = stablehlo.broadcast_in_dim %350, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %352 = stablehlo.multiply %310, %351 : tensor<2x2x5x2x2x4xf32>
    %353 = stablehlo.transpose %352, dims = [0, 1, 3, 4, 5, 2] : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x4x5xf32>
    %354 = stablehlo.dot_general %353, %300, batching_dims = [0, 1, 2] x [0, 1, 3], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x4x5xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %355 = stablehlo.concatenate %340, %354, dim = 1 : (tensor<2x1x2x2x4x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %356 = stablehlo.dot_general %339, %355, batching_dims = [0, 1, 2] x [0, 2, 3], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3x3xf32>, tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x3x4x3xf32>
    %357 = stablehlo.transpose %356, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x3x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %358 = stablehlo.slice %357 [0:2, 0:2, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %359 = stablehlo.dot_general %313, %358, batching_dims = [0, 1, 2] x [0, 1, 2], contracting_dims = [4] x [5], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x2x2x5x2x4xf32>
    %360 = stablehlo.transpose %359, dims = [0, 1, 3, 2, 4, 5] : (tensor<2x2x2x5x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %361 = stablehlo.exponential %314 : tensor<2x2x2x2x5xf32>
    %362 = stablehlo.broadcast_in_dim %361, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %363 = stablehlo.multiply %360, %362 : tensor<2x2x5x2x2x4xf32>
    %364 = stablehlo.add %312, %363 : tensor<2x2x5x2x2x4xf32>
    %365 = stablehlo.reshape %364 : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x10x2x2x4xf32>
    %366 = stablehlo.slice %365 [0:2, 0:7, 0:2, 0:2, 0:4] : (tensor<2x10x2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %367 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.D, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %368 = stablehlo.multiply %367, %306 : tensor<2x7x2x2x4xf32>
    %369 = stablehlo.add %366, %368 : tensor<2x7x2x2x4xf32>
    %370 = stablehlo.slice %227 [0:2, 0:7, 0:16] : (tensor<2x7x48xf32>) -> tensor<2x7x16xf32>
    %371 = stablehlo.reshape %370 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %372 = stablehlo.logistic %371 : tensor<2x7x2x2x4xf32>
    %373 = stablehlo.multiply %371, %372 : tensor<2x7x2x2x4xf32>
    %374 = stablehlo.multiply %369, %373 : tensor<2x7x2x2x4xf32>
    %375 = stablehlo.multiply %374, %374 : tensor<2x7x2x2x4xf32>
    %376 = stablehlo.reduce(%375 init: %19) applies stablehlo.add across dimensions = [3, 4] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x7x2xf32>
    %377 = stablehlo.multiply %376, %201 : tensor<2x7x2xf32>
    %378 = stablehlo.add %377, %203 : tensor<2x7x2xf32>
    %379 = stablehlo.rsqrt %378 : tensor<2x7x2xf32>
    %380 = stablehlo.broadcast_in_dim %379, dims = [0, 1, 2] : (tensor<2x7x2xf32>) -> tensor<2x7x2x2x4xf32>
    %381 = stablehlo.multiply %374, %380 : tensor<2x7x2x2x4xf32>
    %382 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.norm, dims = [2, 3, 4] : (tensor<2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %383 = stablehlo.multiply %381, %382 : tensor<2x7x2x2x4xf32>
    %384 = stablehlo.reshape %383 : (tensor<2x7x2x2x4xf32>) -> tensor<2x7x16xf32>
    %385 = stablehlo.convert %384 : (tensor<2x7x16xf32>) -> tensor<2x7x16xbf16>
    %386 = stablehlo.dot_general %385, %weights.layers.1.mixer.out_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x7x16xbf16>, tensor<8x16xbf16>) -> tensor<2x7x8xf32>
    %387 = stablehlo.add %213, %386 : tensor<2x7x8xf32>
    %388 = stablehlo.multiply %387, %387 : tensor<2x7x8xf32>
    %389 = stablehlo.reduce(%388 init: %19) applies stablehlo.add across dimensions = [2] : (tensor<2x7x8xf32>, tensor<f32>) -> tensor<2x7xf32>
    %390 = stablehlo.multiply %389, %21 : tensor<2x7xf32>
    %391 = stablehlo.add %390, %23 : tensor<2x7xf32>
    %392 = stablehlo.rsqrt %391 : tensor<2x7xf32>
    %393 = stablehlo.broadcast_in_dim %392, dims = [0, 1] : (tensor<2x7xf32>) -> tensor<2x7x8xf32>
    %394 = stablehlo.multiply %387, %393 : tensor<2x7x8xf32>
    %395 = stablehlo.broadcast_in_dim %weights.norm_f, dims = [2] : (tensor<8xf32>) -> tensor<2x7x8xf32>
    %396 = stablehlo.multiply %394, %395 : tensor<2x7x8xf32>
    %397 = stablehlo.iota dim = 0 : tensor<2xi32>
    %398 = stablehlo.reshape %397 : (tensor<2xi32>) -> tensor<2x1xi32>
    %399 = stablehlo.constant dense<1> : tensor<2xi32>
    %400 = stablehlo.subtract %lengths, %399 : tensor<2xi32>
    %401 = stablehlo.reshape %400 : (tensor<2xi32>) -> tensor<2x1xi32>
    %402 = stablehlo.concatenate %398, %401, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
    %403 = "stablehlo.gather"(%396, %402) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 1, 8>}> : (tensor<2x7x8xf32>, tensor<2x2xi32>) -> tensor<2x1x8xf32>
    %404 = stablehlo.reshape %403 : (tensor<2x1x8xf32>) -> tensor<2x8xf32>
    %405 = stablehlo.convert %404 : (tensor<2x8xf32>) -> tensor<2x8xbf16>
    %406 = stablehlo.dot_general %405, %weights.embedding, contracting_dims = [1] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x8xbf16>, tensor<11x8xbf16>) -> tensor<2x11xf32>
    %407 = stablehlo.select %2, %406, %logits : tensor<2x11xi1>, tensor<2x11xf32>
    %408 = stablehlo.convert %16 : (tensor<2x7xi1>) -> tensor<2x7xi32>
    %409 = stablehlo.constant dense<0> : tensor<i32>
    %410 = stablehlo.reduce(%408 init: %409) applies stablehlo.add across dimensions = [1] : (tensor<2x7xi32>, tensor<i32>) -> tensor<2xi32>
    %411 = stablehlo.reshape %410 : (tensor<2xi32>) -> tensor<2x1xi32>
    %412 = stablehlo.concatenate %398, %411, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
    %413 = "stablehlo.gather"(%82, %412) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 2, 28>}> : (tensor<2x9x28xf32>, tensor<2x2xi32>) -> tensor<2x2x28xf32>
    %414 = stablehlo.slice %181 [0:2, 2:3, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %415 = stablehlo.reshape %414 : (tensor<2x1x2x2x4x3xf32>) -> tensor<2x2x2x4x3xf32>
    %416 = "stablehlo.gather"(%269, %412) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 2, 28>}> : (tensor<2x9x28xf32>, tensor<2x2xi32>) -> tensor<2x2x28xf32>
    %417 = stablehlo.slice %357 [0:2, 2:3, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %418 = stablehlo.reshape %417 : (tensor<2x1x2x2x4x3xf32>) -> tensor<2x2x2x4x3xf32>
    func.return %407, %413, %415, %416, %418 : tensor<2x11xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
  }
}
