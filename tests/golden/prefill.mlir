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
    %48 = stablehlo.multiply %12, %47 : tensor<2x7x2x2xf32>
    %49 = stablehlo.pad %48, %19, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x2xf32>, tensor<f32>) -> tensor<2x10x2x2xf32>
    %50 = stablehlo.reshape %49 : (tensor<2x10x2x2xf32>) -> tensor<2x2x5x2x2xf32>
    %51 = stablehlo.transpose %50, dims = [0, 3, 4, 1, 2] : (tensor<2x2x5x2x2xf32>) -> tensor<2x2x2x2x5xf32>
    %52 = stablehlo.constant dense<4096.0> : tensor<2x2x2x2x5xf32>
    %53 = stablehlo.multiply %51, %52 : tensor<2x2x2x2x5xf32>
    %54 = stablehlo.floor %53 : tensor<2x2x2x2x5xf32>
    %55 = stablehlo.constant dense<0.00024414062> : tensor<2x2x2x2x5xf32>
    %56 = stablehlo.multiply %54, %55 : tensor<2x2x2x2x5xf32>
    %57 = stablehlo.compare LE, %6, %7, SIGNED : (tensor<5x5xi32>, tensor<5x5xi32>) -> tensor<5x5xi1>
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
    %70 = stablehlo.select %9, %68, %69 : tensor<2x2x2x2x5x5xi1>, tensor<2x2x2x2x5x5xf32>
    %71 = stablehlo.exponential %70 : tensor<2x2x2x2x5x5xf32>
    %72 = stablehlo.slice %31 [0:2, 0:7, 16:44] : (tensor<2x7x48xf32>) -> tensor<2x7x28xf32>
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
    %95 = stablehlo.slice %94 [0:2, 0:7, 22:28] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %96 = stablehlo.reshape %95 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %97 = stablehlo.pad %96, %19, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %98 = stablehlo.reshape %97 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %99 = stablehlo.transpose %98, dims = [0, 3, 1, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %100 = stablehlo.slice %94 [0:2, 0:7, 16:22] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %101 = stablehlo.reshape %100 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %102 = stablehlo.pad %101, %19, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %103 = stablehlo.reshape %102 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %104 = stablehlo.dot_general %99, %103, batching_dims = [0, 1, 2] x [0, 3, 1], contracting_dims = [4] x [4], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x5xf32>
    %105 = stablehlo.broadcast_in_dim %104, dims = [0, 1, 3, 4, 5] : (tensor<2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %106 = stablehlo.multiply %71, %105 : tensor<2x2x2x2x5x5xf32>
    %107 = stablehlo.transpose %106, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %108 = stablehlo.slice %94 [0:2, 0:7, 0:16] : (tensor<2x7x28xf32>) -> tensor<2x7x16xf32>
    %109 = stablehlo.reshape %108 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %110 = stablehlo.broadcast_in_dim %47, dims = [0, 1, 2, 3] : (tensor<2x7x2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %111 = stablehlo.multiply %109, %110 : tensor<2x7x2x2x4xf32>
    %112 = stablehlo.pad %111, %19, low = [0, 0, 0, 0, 0], high = [0, 3, 0, 0, 0], interior = [0, 0, 0, 0, 0] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x10x2x2x4xf32>
    %113 = stablehlo.reshape %112 : (tensor<2x10x2x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %114 = stablehlo.dot_general %107, %113, batching_dims = [0, 1, 2, 3] x [0, 1, 3, 4], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5x5xf32>, tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x5x4xf32>
    %115 = stablehlo.transpose %114, dims = [0, 1, 4, 2, 3, 5] : (tensor<2x2x2x2x5x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %116 = stablehlo.transpose %98, dims = [0, 1, 3, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %117 = stablehlo.iota dim = 0 : tensor<3xi32>
    %118 = stablehlo.broadcast_in_dim %117, dims = [0] : (tensor<3xi32>) -> tensor<3x3xi32>
    %119 = stablehlo.broadcast_in_dim %117, dims = [1] : (tensor<3xi32>) -> tensor<3x3xi32>
    %120 = stablehlo.compare GE, %118, %119, SIGNED : (tensor<3x3xi32>, tensor<3x3xi32>) -> tensor<3x3xi1>
    %121 = stablehlo.broadcast_in_dim %120, dims = [3, 4] : (tensor<3x3xi1>) -> tensor<2x2x2x3x3xi1>
    %122 = stablehlo.reduce(%51 init: %19) applies stablehlo.add across dimensions = [4] : (tensor<2x2x2x2x5xf32>, tensor<f32>) -> tensor<2x2x2x2xf32>
    %123 = stablehlo.pad %122, %19, low = [0, 0, 0, 1], high = [0, 0, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x2x2x2xf32>, tensor<f32>) -> tensor<2x2x2x3xf32>
    %124 = stablehlo.constant dense<4096.0> : tensor<2x2x2x3xf32>
    %125 = stablehlo.multiply %123, %124 : tensor<2x2x2x3xf32>
    %126 = stablehlo.floor %125 : tensor<2x2x2x3xf32>
    %127 = stablehlo.constant dense<0.00024414062> : tensor<2x2x2x3xf32>
    %128 = stablehlo.multiply %126, %127 : tensor<2x2x2x3xf32>
    %129 = stablehlo.compare LE, %118, %119, SIGNED : (tensor<3x3xi32>, tensor<3x3xi32>) -> tensor<3x3xi1>
    %130 = stablehlo.convert %129 : (tensor<3x3xi1>) -> tensor<3x3xf32>
    %131 = stablehlo.dot_general %128, %130, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<2x2x2x3xf32>
    %132 = stablehlo.broadcast_in_dim %131, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %133 = stablehlo.broadcast_in_dim %131, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %134 = stablehlo.subtract %132, %133 : tensor<2x2x2x3x3xf32>
    %135 = stablehlo.subtract %123, %128 : tensor<2x2x2x3xf32>
    %136 = stablehlo.dot_general %135, %130, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<2x2x2x3xf32>
    %137 = stablehlo.broadcast_in_dim %136, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %138 = stablehlo.broadcast_in_dim %136, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %139 = stablehlo.subtract %137, %138 : tensor<2x2x2x3x3xf32>
    %140 = stablehlo.add %134, %139 : tensor<2x2x2x3x3xf32>
    %141 = stablehlo.constant dense<0xFF800000> : tensor<2x2x2x3x3xf32>
    %142 = stablehlo.select %121, %140, %141 : tensor<2x2x2x3x3xi1>, tensor<2x2x2x3x3xf32>
    %143 = stablehlo.exponential %142 : tensor<2x2x2x3x3xf32>
    %144 = stablehlo.reshape %state.layers.0.ssm : (tensor<2x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %145 = stablehlo.compare GT, %6, %7, SIGNED : (tensor<5x5xi32>, tensor<5x5xi32>) -> tensor<5x5xi1>
    %146 = stablehlo.convert %145 : (tensor<5x5xi1>) -> tensor<5x5xf32>
    %147 = stablehlo.dot_general %51, %146, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %148 = stablehlo.exponential %147 : tensor<2x2x2x2x5xf32>
    %149 = stablehlo.broadcast_in_dim %148, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %150 = stablehlo.multiply %113, %149 : tensor<2x2x5x2x2x4xf32>
    %151 = stablehlo.transpose %150, dims = [0, 1, 3, 4, 5, 2] : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x4x5xf32>
    %152 = stablehlo.dot_general %151, %103, batching_dims = [0, 1, 2] x [0, 1, 3], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x4x5xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %153 = stablehlo.concatenate %144, %152, dim = 1 : (tensor<2x1x2x2x4x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %154 = stablehlo.dot_general %143, %153, batching_dims = [0, 1, 2] x [0, 2, 3], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3x3xf32>, tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x3x4x3xf32>
    %155 = stablehlo.transpose %154, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x3x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %156 = stablehlo.slice %155 [0:2, 0:2, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %157 = stablehlo.dot_general %116, %156, batching_dims = [0, 1, 2] x [0, 1, 2], contracting_dims = [4] x [5], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x2x2x5x2x4xf32>
    %158 = stablehlo.transpose %157, dims = [0, 1, 3, 2, 4, 5] : (tensor<2x2x2x5x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %159 = stablehlo.dot_general %51, %58, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %160 = stablehlo.exponential %159 : tensor<2x2x2x2x5xf32>
    %161 = stablehlo.broadcast_in_dim %160, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %162 = stablehlo.multiply %158, %161 : tensor<2x2x5x2x2x4xf32>
    %163 = stablehlo.add %115, %162 : tensor<2x2x5x2x2x4xf32>
    %164 = stablehlo.reshape %163 : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x10x2x2x4xf32>
    %165 = stablehlo.slice %164 [0:2, 0:7, 0:2, 0:2, 0:4] : (tensor<2x10x2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %166 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.D, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %167 = stablehlo.multiply %166, %109 : tensor<2x7x2x2x4xf32>
    %168 = stablehlo.add %165, %167 : tensor<2x7x2x2x4xf32>
    %169 = stablehlo.slice %31 [0:2, 0:7, 0:16] : (tensor<2x7x48xf32>) -> tensor<2x7x16xf32>
    %170 = stablehlo.reshape %169 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %171 = stablehlo.logistic %170 : tensor<2x7x2x2x4xf32>
    %172 = stablehlo.multiply %170, %171 : tensor<2x7x2x2x4xf32>
    %173 = stablehlo.multiply %168, %172 : tensor<2x7x2x2x4xf32>
    %174 = stablehlo.multiply %173, %173 : tensor<2x7x2x2x4xf32>
    %175 = stablehlo.reduce(%174 init: %19) applies stablehlo.add across dimensions = [3, 4] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x7x2xf32>
    %176 = stablehlo.constant dense<0.125> : tensor<2x7x2xf32>
    %177 = stablehlo.multiply %175, %176 : tensor<2x7x2xf32>
    %178 = stablehlo.constant dense<1.0e-05> : tensor<2x7x2xf32>
    %179 = stablehlo.add %177, %178 : tensor<2x7x2xf32>
    %180 = stablehlo.rsqrt %179 : tensor<2x7x2xf32>
    %181 = stablehlo.broadcast_in_dim %180, dims = [0, 1, 2] : (tensor<2x7x2xf32>) -> tensor<2x7x2x2x4xf32>
    %182 = stablehlo.multiply %173, %181 : tensor<2x7x2x2x4xf32>
    %183 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.norm, dims = [2, 3, 4] : (tensor<2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %184 = stablehlo.multiply %182, %183 : tensor<2x7x2x2x4xf32>
    %185 = stablehlo.reshape %184 : (tensor<2x7x2x2x4xf32>) -> tensor<2x7x16xf32>
    %186 = stablehlo.convert %weights.layers.0.mixer.out_proj : (tensor<8x16xbf16>) -> tensor<8x16xf32>
    %187 = stablehlo.dot_general %185, %186, contracting_dims = [2] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x7x16xf32>, tensor<8x16xf32>) -> tensor<2x7x8xf32>
    %188 = stablehlo.add %4, %187 : tensor<2x7x8xf32>
    %189 = stablehlo.exponential %weights.layers.1.mixer.A_log : tensor<2x2xf32>
    %190 = stablehlo.negate %189 : tensor<2x2xf32>
    %191 = stablehlo.broadcast_in_dim %190, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2xf32>
    %192 = stablehlo.multiply %188, %188 : tensor<2x7x8xf32>
    %193 = stablehlo.reduce(%192 init: %19) applies stablehlo.add across dimensions = [2] : (tensor<2x7x8xf32>, tensor<f32>) -> tensor<2x7xf32>
    %194 = stablehlo.multiply %193, %21 : tensor<2x7xf32>
    %195 = stablehlo.add %194, %23 : tensor<2x7xf32>
    %196 = stablehlo.rsqrt %195 : tensor<2x7xf32>
    %197 = stablehlo.broadcast_in_dim %196, dims = [0, 1] : (tensor<2x7xf32>) -> tensor<2x7x8xf32>
    %198 = stablehlo.multiply %188, %197 : tensor<2x7x8xf32>
    %199 = stablehlo.broadcast_in_dim %weights.layers.1.norm, dims = [2] : (tensor<8xf32>) -> tensor<2x7x8xf32>
    %200 = stablehlo.multiply %198, %199 : tensor<2x7x8xf32>
    %201 = stablehlo.convert %weights.layers.1.mixer.in_proj : (tensor<48x8xbf16>) -> tensor<48x8xf32>
    %202 = stablehlo.dot_general %200, %201, contracting_dims = [2] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x7x8xf32>, tensor<48x8xf32>) -> tensor<2x7x48xf32>
    %203 = stablehlo.slice %202 [0:2, 0:7, 44:48] : (tensor<2x7x48xf32>) -> tensor<2x7x4xf32>
    %204 = stablehlo.reshape %203 : (tensor<2x7x4xf32>) -> tensor<2x7x2x2xf32>
    %205 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.dt_bias, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2xf32>
    %206 = stablehlo.add %204, %205 : tensor<2x7x2x2xf32>
    %207 = stablehlo.maximum %206, %36 : tensor<2x7x2x2xf32>
    %208 = stablehlo.abs %206 : tensor<2x7x2x2xf32>
    %209 = stablehlo.negate %208 : tensor<2x7x2x2xf32>
    %210 = stablehlo.exponential %209 : tensor<2x7x2x2xf32>
    %211 = stablehlo.log_plus_one %210 : tensor<2x7x2x2xf32>
    %212 = stablehlo.add %207, %211 : tensor<2x7x2x2xf32>
    %213 = stablehlo.maximum %212, %43 : tensor<2x7x2x2xf32>
    %214 = stablehlo.minimum %213, %45 : tensor<2x7x2x2xf32>
    %215 = stablehlo.select %17, %214, %36 : tensor<2x7x2x2xi1>, tensor<2x7x2x2xf32>
    %216 = stablehlo.multiply %191, %215 : tensor<2x7x2x2xf32>
    %217 = stablehlo.pad %216, %19, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x2xf32>, tensor<f32>) -> tensor<2x10x2x2xf32>
    %218 = stablehlo.reshape %217 : (tensor<2x10x2x2xf32>) -> tensor<2x2x5x2x2xf32>
    %219 = stablehlo.transpose %218, dims = [0, 3, 4, 1, 2] : (tensor<2x2x5x2x2xf32>) -> tensor<2x2x2x2x5xf32>
    %220 = stablehlo.multiply %219, %52 : tensor<2x2x2x2x5xf32>
    %221 = stablehlo.floor %220 : tensor<2x2x2x2x5xf32>
    %222 = stablehlo.multiply %221, %55 : tensor<2x2x2x2x5xf32>
    %223 = stablehlo.dot_general %222, %58, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %224 = stablehlo.broadcast_in_dim %223, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %225 = stablehlo.broadcast_in_dim %223, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %226 = stablehlo.subtract %224, %225 : tensor<2x2x2x2x5x5xf32>
    %227 = stablehlo.subtract %219, %222 : tensor<2x2x2x2x5xf32>
    %228 = stablehlo.dot_general %227, %58, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %229 = stablehlo.broadcast_in_dim %228, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %230 = stablehlo.broadcast_in_dim %228, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %231 = stablehlo.subtract %229, %230 : tensor<2x2x2x2x5x5xf32>
    %232 = stablehlo.add %226, %231 : tensor<2x2x2x2x5x5xf32>
    %233 = stablehlo.select %9, %232, %69 : tensor<2x2x2x2x5x5xi1>, tensor<2x2x2x2x5x5xf32>
    %234 = stablehlo.exponential %233 : tensor<2x2x2x2x5x5xf32>
    %235 = stablehlo.slice %202 [0:2, 0:7, 16:44] : (tensor<2x7x48xf32>) -> tensor<2x7x28xf32>
    %236 = stablehlo.concatenate %state.layers.1.conv, %235, dim = 1 : (tensor<2x2x28xf32>, tensor<2x7x28xf32>) -> tensor<2x9x28xf32>
    %237 = stablehlo.slice %236 [0:2, 0:7, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %238 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %239 = stablehlo.reshape %238 : (tensor<28x1xf32>) -> tensor<28xf32>
    %240 = stablehlo.broadcast_in_dim %239, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %241 = stablehlo.multiply %237, %240 : tensor<2x7x28xf32>
    %242 = stablehlo.slice %236 [0:2, 1:8, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %243 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %244 = stablehlo.reshape %243 : (tensor<28x1xf32>) -> tensor<28xf32>
    %245 = stablehlo.broadcast_in_dim %244, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %246 = stablehlo.multiply %242, %245 : tensor<2x7x28xf32>
    %247 = stablehlo.add %241, %246 : tensor<2x7x28xf32>
    %248 = stablehlo.slice %236 [0:2, 2:9, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %249 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %250 = stablehlo.reshape %249 : (tensor<28x1xf32>) -> tensor<28xf32>
    %251 = stablehlo.broadcast_in_dim %250, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %252 = stablehlo.multiply %248, %251 : tensor<2x7x28xf32>
    %253 = stablehlo.add %247, %252 : tensor<2x7x28xf32>
    %254 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.conv_bias, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %255 = stablehlo.add %253, %254 : tensor<2x7x28xf32>
    %256 = stablehlo.logistic %255 : tensor<2x7x28xf32>
    %257 = stablehlo.multiply %255, %256 : tensor<2x7x28xf32>
    %258 = stablehlo.slice %257 [0:2, 0:7, 22:28] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %259 = stablehlo.reshape %258 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %260 = stablehlo.pad %259, %19, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %261 = stablehlo.reshape %260 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %262 = stablehlo.transpose %261, dims = [0, 3, 1, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %263 = stablehlo.slice %257 [0:2, 0:7, 16:22] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %264 = stablehlo.reshape %263 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %265 = stablehlo.pad %264, %19, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %266 = stablehlo.reshape %265 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %267 = stablehlo.dot_general %262, %266, batching_dims = [0, 1, 2] x [0, 3, 1], contracting_dims = [4] x [4], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x5xf32>
    %268 = stablehlo.broadcast_in_dim %267, dims = [0, 1, 3, 4, 5] : (tensor<2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %269 = stablehlo.multiply %234, %268 : tensor<2x2x2x2x5x5xf32>
    %270 = stablehlo.transpose %269, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %271 = stablehlo.slice %257 [0:2, 0:7, 0:16] : (tensor<2x7x28xf32>) -> tensor<2x7x16xf32>
    %272 = stablehlo.reshape %271 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %273 = stablehlo.broadcast_in_dim %215, dims = [0, 1, 2, 3] : (tensor<2x7x2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %274 = stablehlo.multiply %272, %273 : tensor<2x7x2x2x4xf32>
    %275 = stablehlo.pad %274, %19, low = [0, 0, 0, 0, 0], high = [0, 3, 0, 0, 0], interior = [0, 0, 0, 0, 0] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x10x2x2x4xf32>
    %276 = stablehlo.reshape %275 : (tensor<2x10x2x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %277 = stablehlo.dot_general %270, %276, batching_dims = [0, 1, 2, 3] x [0, 1, 3, 4], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5x5xf32>, tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x5x4xf32>
    %278 = stablehlo.transpose %277, dims = [0, 1, 4, 2, 3, 5] : (tensor<2x2x2x2x5x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %279 = stablehlo.transpose %261, dims = [0, 1, 3, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %280 = stablehlo.reduce(%219 init: %19) applies stablehlo.add across dimensions = [4] : (tensor<2x2x2x2x5xf32>, tensor<f32>) -> tensor<2x2x2x2xf32>
    %281 = stablehlo.pad %280, %19, low = [0, 0, 0, 1], high = [0, 0, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x2x2x2xf32>, tensor<f32>) -> tensor<2x2x2x3xf32>
    %282 = stablehlo.multiply %281, %124 : tensor<2x2x2x3xf32>
    %283 = stablehlo.floor %282 : tensor<2x2x2x3xf32>
    %284 = stablehlo.multiply %283, %127 : tensor<2x2x2x3xf32>
    %285 = stablehlo.dot_general %284, %130, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<2x2x2x3xf32>
    %286 = stablehlo.broadcast_in_dim %285, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %287 = stablehlo.broadcast_in_dim %285, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %288 = stablehlo.subtract %286, %287 : tensor<2x2x2x3x3xf32>
    %289 = stablehlo.subtract %281, %284 : tensor<2x2x2x3xf32>
    %290 = stablehlo.dot_general %289, %130, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<2x2x2x3xf32>
    %291 = stablehlo.broadcast_in_dim %290, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %292 = stablehlo.broadcast_in_dim %290, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %293 = stablehlo.subtract %291, %292 : tensor<2x2x2x3x3xf32>
    %294 = stablehlo.add %288, %293 : tensor<2x2x2x3x3xf32>
    %295 = stablehlo.select %121, %294, %141 : tensor<2x2x2x3x3xi1>, tensor<2x2x2x3x3xf32>
    %296 = stablehlo.exponential %295 : tensor<2x2x2x3x3xf32>
    %297 = stablehlo.reshape %state.layers.1.ssm : (tensor<2x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %298 = stablehlo.dot_general %219, %146, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %299 = stablehlo.exponential %298 : tensor<2x2x2x2x5xf32>
    %300 = stablehlo.broadcast_in_dim %299, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %301 = stablehlo.multiply %276, %300 : tensor<2x2x5x2x2x4xf32>
    %302 = stablehlo.transpose %301, dims = [0, 1, 3, 4, 5, 2] : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x4x5xf32>
    %303 = stablehlo.dot_general %302, %266, batching_dims = [0, 1, 2] x [0, 1, 3], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x4x5xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %304 = stablehlo.concatenate %297, %303, dim = 1 : (tensor<2x1x2x2x4x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %305 = stablehlo.dot_general %296, %304, batching_dims = [0, 1, 2] x [0, 2, 3], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3x3xf32>, tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x3x4x3xf32>
    %306 = stablehlo.transpose %305, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x3x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %307 = stablehlo.slice %306 [0:2, 0:2, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %308 = stablehlo.dot_general %279, %307, batching_dims = [0, 1, 2] x [0, 1, 2], contracting_dims = [4] x [5], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x2x2x5x2x4xf32>
    %309 = stablehlo.transpose %308, dims = [0, 1, 3, 2, 4, 5] : (tensor<2x2x2x5x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %310 = stablehlo.dot_general %219, %58, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %311 = stablehlo.exponential %310 : tensor<2x2x2x2x5xf32>
    %312 = stablehlo.broadcast_in_dim %311, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %313 = stablehlo.multiply %309, %312 : tensor<2x2x5x2x2x4xf32>
    %314 = stablehlo.add %278, %313 : tensor<2x2x5x2x2x4xf32>
    %315 = stablehlo.reshape %314 : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x10x2x2x4xf32>
    %316 = stablehlo.slice %315 [0:2, 0:7, 0:2, 0:2, 0:4] : (tensor<2x10x2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %317 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.D, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %318 = stablehlo.multiply %317, %272 : tensor<2x7x2x2x4xf32>
    %319 = stablehlo.add %316, %318 : tensor<2x7x2x2x4xf32>
    %320 = stablehlo.slice %202 [0:2, 0:7, 0:16] : (tensor<2x7x48xf32>) -> tensor<2x7x16xf32>
    %321 = stablehlo.reshape %320 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %322 = stablehlo.logistic %321 : tensor<2x7x2x2x4xf32>
    %323 = stablehlo.multiply %321, %322 : tensor<2x7x2x2x4xf32>
    %324 = stablehlo.multiply %319, %323 : tensor<2x7x2x2x4xf32>
    %325 = stablehlo.multiply %324, %324 : tensor<2x7x2x2x4xf32>
    %326 = stablehlo.reduce(%325 init: %19) applies stablehlo.add across dimensions = [3, 4] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x7x2xf32>
    %327 = stablehlo.multiply %326, %176 : tensor<2x7x2xf32>
    %328 = stablehlo.add %327, %178 : tensor<2x7x2xf32>
    %329 = stablehlo.rsqrt %328 : tensor<2x7x2xf32>
    %330 = stablehlo.broadcast_in_dim %329, dims = [0, 1, 2] : (tensor<2x7x2xf32>) -> tensor<2x7x2x2x4xf32>
    %331 = stablehlo.multiply %324, %330 : tensor<2x7x2x2x4xf32>
    %332 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.norm, dims = [2, 3, 4] : (tensor<2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %333 = stablehlo.multiply %331, %332 : tensor<2x7x2x2x4xf32>
    %334 = stablehlo.reshape %333 : (tensor<2x7x2x2x4xf32>) -> tensor<2x7x16xf32>
    %335 = stablehlo.convert %weights.layers.1.mixer.out_proj : (tensor<8x16xbf16>) -> tensor<8x16xf32>
    %336 = stablehlo.dot_general %334, %335, contracting_dims = [2] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x7x16xf32>, tensor<8x16xf32>) -> tensor<2x7x8xf32>
    %337 = stablehlo.add %188, %336 : tensor<2x7x8xf32>
    %338 = stablehlo.multiply %337, %337 : tensor<2x7x8xf32>
    %339 = stablehlo.reduce(%338 init: %19) applies stablehlo.add across dimensions = [2] : (tensor<2x7x8xf32>, tensor<f32>) -> tensor<2x7xf32>
    %340 = stablehlo.multiply %339, %21 : tensor<2x7xf32>
    %341 = stablehlo.add %340, %23 : tensor<2x7xf32>
    %342 = stablehlo.rsqrt %341 : tensor<2x7xf32>
    %343 = stablehlo.broadcast_in_dim %342, dims = [0, 1] : (tensor<2x7xf32>) -> tensor<2x7x8xf32>
    %344 = stablehlo.multiply %337, %343 : tensor<2x7x8xf32>
    %345 = stablehlo.broadcast_in_dim %weights.norm_f, dims = [2] : (tensor<8xf32>) -> tensor<2x7x8xf32>
    %346 = stablehlo.multiply %344, %345 : tensor<2x7x8xf32>
    %347 = stablehlo.iota dim = 0 : tensor<2xi32>
    %348 = stablehlo.reshape %347 : (tensor<2xi32>) -> tensor<2x1xi32>
    %349 = stablehlo.constant dense<1> : tensor<2xi32>
    %350 = stablehlo.subtract %lengths, %349 : tensor<2xi32>
    %351 = stablehlo.reshape %350 : (tensor<2xi32>) -> tensor<2x1xi32>
    %352 = stablehlo.concatenate %348, %351, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
    %353 = "stablehlo.gather"(%346, %352) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 1, 8>}> : (tensor<2x7x8xf32>, tensor<2x2xi32>) -> tensor<2x1x8xf32>
    %354 = stablehlo.reshape %353 : (tensor<2x1x8xf32>) -> tensor<2x8xf32>
    %355 = stablehlo.convert %weights.embedding : (tensor<11x8xbf16>) -> tensor<11x8xf32>
    %356 = stablehlo.dot_general %354, %355, contracting_dims = [1] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x8xf32>, tensor<11x8xf32>) -> tensor<2x11xf32>
    %357 = stablehlo.select %2, %356, %logits : tensor<2x11xi1>, tensor<2x11xf32>
    %358 = stablehlo.convert %16 : (tensor<2x7xi1>) -> tensor<2x7xi32>
    %359 = stablehlo.constant dense<0> : tensor<i32>
    %360 = stablehlo.reduce(%358 init: %359) applies stablehlo.add across dimensions = [1] : (tensor<2x7xi32>, tensor<i32>) -> tensor<2xi32>
    %361 = stablehlo.reshape %360 : (tensor<2xi32>) -> tensor<2x1xi32>
    %362 = stablehlo.concatenate %348, %361, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
    %363 = "stablehlo.gather"(%73, %362) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 2, 28>}> : (tensor<2x9x28xf32>, tensor<2x2xi32>) -> tensor<2x2x28xf32>
    %364 = stablehlo.slice %155 [0:2, 2:3, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %365 = stablehlo.reshape %364 : (tensor<2x1x2x2x4x3xf32>) -> tensor<2x2x2x4x3xf32>
    %366 = "stablehlo.gather"(%236, %362) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 2, 28>}> : (tensor<2x9x28xf32>, tensor<2x2xi32>) -> tensor<2x2x28xf32>
    %367 = stablehlo.slice %306 [0:2, 2:3, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %368 = stablehlo.reshape %367 : (tensor<2x1x2x2x4x3xf32>) -> tensor<2x2x2x4x3xf32>
    func.return %357, %363, %365, %366, %368 : tensor<2x11xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
  }
}
