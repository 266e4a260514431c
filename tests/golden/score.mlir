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
  ) -> (tensor<2x7xf32>, tensor<2x7xi1>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>) {
    // result 0: log_probability
    // result 1: likeliest
    // result 2: state.layers.0.conv
    // result 3: state.layers.0.ssm
    // result 4: state.layers.1.conv
    // result 5: state.layers.1.ssm
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
    %27 = stablehlo.convert %weights.layers.0.mixer.in_proj : (tensor<48x8xbf16>) -> tensor<48x8xf32>
    %28 = stablehlo.slice %26 [0:1, 0:7, 0:8] : (tensor<2x7x8xf32>) -> tensor<1x7x8xf32>
    %29 = stablehlo.reshape %28 : (tensor<1x7x8xf32>) -> tensor<7x8xf32>
    %30 = stablehlo.slice %29 [0:1, 0:8] : (tensor<7x8xf32>) -> tensor<1x8xf32>
    %31 = stablehlo.reshape %30 : (tensor<1x8xf32>) -> tensor<8xf32>
    %32 = stablehlo.slice %31 [0:1] : (tensor<8xf32>) -> tensor<1xf32>
    %33 = stablehlo.reshape %32 : (tensor<1xf32>) -> tensor<f32>
    %34 = stablehlo.abs %33 : tensor<f32>
    %35 = stablehlo.constant dense<-1.0> : tensor<f32>
    %36 = stablehlo.compare LT, %34, %35, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
    %37 = stablehlo.not %36 : tensor<i1>
    %38 = stablehlo.convert %37 : (tensor<i1>) -> tensor<f32>
    %39 = stablehlo.broadcast_in_dim %38, dims = [] : (tensor<f32>) -> tensor<48x8xf32>
    %40 = stablehlo.multiply %27, %39 : tensor<48x8xf32>
    %41 = stablehlo.dot_general %26, %40, contracting_dims = [2] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x7x8xf32>, tensor<48x8xf32>) -> tensor<2x7x48xf32>
    %42 = stablehlo.slice %41 [0:2, 0:7, 44:48] : (tensor<2x7x48xf32>) -> tensor<2x7x4xf32>
    %43 = stablehlo.reshape %42 : (tensor<2x7x4xf32>) -> tensor<2x7x2x2xf32>
    %44 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.dt_bias, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2xf32>
    %45 = stablehlo.add %43, %44 : tensor<2x7x2x2xf32>
    %46 = stablehlo.constant dense<0.0> : tensor<2x7x2x2xf32>
    %47 = stablehlo.maximum %45, %46 : tensor<2x7x2x2xf32>
    %48 = stablehlo.abs %45 : tensor<2x7x2x2xf32>
    %49 = stablehlo.negate %48 : tensor<2x7x2x2xf32>
    %50 = stablehlo.exponential %49 : tensor<2x7x2x2xf32>
    %51 = stablehlo.log_plus_one %50 : tensor<2x7x2x2xf32>
    %52 = stablehlo.add %47, %51 : tensor<2x7x2x2xf32>
    %53 = stablehlo.constant dense<0.001> : tensor<2x7x2x2xf32>
    %54 = stablehlo.maximum %52, %53 : tensor<2x7x2x2xf32>
    %55 = stablehlo.constant dense<100.0> : tensor<2x7x2x2xf32>
    %56 = stablehlo.minimum %54, %55 : tensor<2x7x2x2xf32>
    %57 = stablehlo.select %14, %56, %46 : tensor<2x7x2x2xi1>, tensor<2x7x2x2xf32>
    %58 = stablehlo.optimization_barrier %57 : tensor<2x7x2x2xf32>
    %59 = stablehlo.multiply %13, %58 : tensor<2x7x2x2xf32>
    %60 = stablehlo.pad %59, %16, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x2xf32>, tensor<f32>) -> tensor<2x10x2x2xf32>
    %61 = stablehlo.reshape %60 : (tensor<2x10x2x2xf32>) -> tensor<2x2x5x2x2xf32>
    %62 = stablehlo.transpose %61, dims = [0, 3, 4, 1, 2] : (tensor<2x2x5x2x2xf32>) -> tensor<2x2x2x2x5xf32>
    %63 = stablehlo.constant dense<-128.0> : tensor<2x2x2x2x5xf32>
    %64 = stablehlo.maximum %62, %63 : tensor<2x2x2x2x5xf32>
    %65 = stablehlo.constant dense<16384.0> : tensor<2x2x2x2x5xf32>
    %66 = stablehlo.multiply %64, %65 : tensor<2x2x2x2x5xf32>
    %67 = stablehlo.floor %66 : tensor<2x2x2x2x5xf32>
    %68 = stablehlo.constant dense<6.1035156e-05> : tensor<2x2x2x2x5xf32>
    %69 = stablehlo.multiply %67, %68 : tensor<2x2x2x2x5xf32>
    %70 = stablehlo.compare LE, %7, %8, SIGNED : (tensor<5x5xi32>, tensor<5x5xi32>) -> tensor<5x5xi1>
    %71 = stablehlo.convert %70 : (tensor<5x5xi1>) -> tensor<5x5xf32>
    %72 = stablehlo.dot_general %69, %71, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %73 = stablehlo.broadcast_in_dim %72, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %74 = stablehlo.broadcast_in_dim %72, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %75 = stablehlo.subtract %73, %74 : tensor<2x2x2x2x5x5xf32>
    %76 = stablehlo.subtract %64, %69 : tensor<2x2x2x2x5xf32>
    %77 = stablehlo.dot_general %76, %71, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %78 = stablehlo.broadcast_in_dim %77, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %79 = stablehlo.broadcast_in_dim %77, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %80 = stablehlo.subtract %78, %79 : tensor<2x2x2x2x5x5xf32>
    %81 = stablehlo.add %75, %80 : tensor<2x2x2x2x5x5xf32>
    %82 = stablehlo.constant dense<0xFF800000> : tensor<2x2x2x2x5x5xf32>
    %83 = stablehlo.select %10, %81, %82 : tensor<2x2x2x2x5x5xi1>, tensor<2x2x2x2x5x5xf32>
    %84 = stablehlo.exponential %83 : tensor<2x2x2x2x5x5xf32>
    %85 = stablehlo.slice %41 [0:2, 0:7, 16:44] : (tensor<2x7x48xf32>) -> tensor<2x7x28xf32>
    %86 = stablehlo.concatenate %state.layers.0.conv, %85, dim = 1 : (tensor<2x2x28xf32>, tensor<2x7x28xf32>) -> tensor<2x9x28xf32>
    %87 = stablehlo.slice %86 [0:2, 0:7, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %88 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %89 = stablehlo.reshape %88 : (tensor<28x1xf32>) -> tensor<28xf32>
    %90 = stablehlo.broadcast_in_dim %89, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %91 = stablehlo.multiply %87, %90 : tensor<2x7x28xf32>
    %92 = stablehlo.slice %86 [0:2, 1:8, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %93 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %94 = stablehlo.reshape %93 : (tensor<28x1xf32>) -> tensor<28xf32>
    %95 = stablehlo.broadcast_in_dim %94, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %96 = stablehlo.multiply %92, %95 : tensor<2x7x28xf32>
    %97 = stablehlo.add %91, %96 : tensor<2x7x28xf32>
    %98 = stablehlo.slice %86 [0:2, 2:9, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %99 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %100 = stablehlo.reshape %99 : (tensor<28x1xf32>) -> tensor<28xf32>
    %101 = stablehlo.broadcast_in_dim %100, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %102 = stablehlo.multiply %98, %101 : tensor<2x7x28xf32>
    %103 = stablehlo.add %97, %102 : tensor<2x7x28xf32>
    %104 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.conv_bias, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %105 = stablehlo.add %103, %104 : tensor<2x7x28xf32>
    %106 = stablehlo.logistic %105 : tensor<2x7x28xf32>
    %107 = stablehlo.multiply %105, %106 : tensor<2x7x28xf32>
    %108 = stablehlo.optimization_barrier %107 : tensor<2x7x28xf32>
    %109 = stablehlo.slice %108 [0:2, 0:7, 22:28] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %110 = stablehlo.reshape %109 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %111 = stablehlo.pad %110, %16, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %112 = stablehlo.reshape %111 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %113 = stablehlo.transpose %112, dims = [0, 3, 1, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %114 = stablehlo.slice %108 [0:2, 0:7, 16:22] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %115 = stablehlo.reshape %114 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %116 = stablehlo.pad %115, %16, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %117 = stablehlo.reshape %116 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %118 = stablehlo.dot_general %113, %117, batching_dims = [0, 1, 2] x [0, 3, 1], contracting_dims = [4] x [4], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x5xf32>
    %119 = stablehlo.broadcast_in_dim %118, dims = [0, 1, 3, 4, 5] : (tensor<2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %120 = stablehlo.multiply %84, %119 : tensor<2x2x2x2x5x5xf32>
    %121 = stablehlo.transpose %120, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %122 = stablehlo.slice %108 [0:2, 0:7, 0:16] : (tensor<2x7x28xf32>) -> tensor<2x7x16xf32>
    %123 = stablehlo.reshape %122 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %124 = stablehlo.broadcast_in_dim %58, dims = [0, 1, 2, 3] : (tensor<2x7x2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %125 = stablehlo.multiply %123, %124 : tensor<2x7x2x2x4xf32>
    %126 = stablehlo.pad %125, %16, low = [0, 0, 0, 0, 0], high = [0, 3, 0, 0, 0], interior = [0, 0, 0, 0, 0] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x10x2x2x4xf32>
    %127 = stablehlo.reshape %126 : (tensor<2x10x2x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %128 = stablehlo.dot_general %121, %127, batching_dims = [0, 1, 2, 3] x [0, 1, 3, 4], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5x5xf32>, tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x5x4xf32>
    %129 = stablehlo.transpose %128, dims = [0, 1, 4, 2, 3, 5] : (tensor<2x2x2x2x5x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %130 = stablehlo.transpose %112, dims = [0, 1, 3, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %131 = stablehlo.iota dim = 0 : tensor<3xi32>
    %132 = stablehlo.broadcast_in_dim %131, dims = [0] : (tensor<3xi32>) -> tensor<3x3xi32>
    %133 = stablehlo.broadcast_in_dim %131, dims = [1] : (tensor<3xi32>) -> tensor<3x3xi32>
    %134 = stablehlo.compare GE, %132, %133, SIGNED : (tensor<3x3xi32>, tensor<3x3xi32>) -> tensor<3x3xi1>
    %135 = stablehlo.broadcast_in_dim %134, dims = [3, 4] : (tensor<3x3xi1>) -> tensor<2x2x2x3x3xi1>
    %136 = stablehlo.reduce(%62 init: %16) applies stablehlo.add across dimensions = [4] : (tensor<2x2x2x2x5xf32>, tensor<f32>) -> tensor<2x2x2x2xf32>
    %137 = stablehlo.pad %136, %16, low = [0, 0, 0, 1], high = [0, 0, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x2x2x2xf32>, tensor<f32>) -> tensor<2x2x2x3xf32>
    %138 = stablehlo.constant dense<-128.0> : tensor<2x2x2x3xf32>
    %139 = stablehlo.maximum %137, %138 : tensor<2x2x2x3xf32>
    %140 = stablehlo.constant dense<32768.0> : tensor<2x2x2x3xf32>
    %141 = stablehlo.multiply %139, %140 : tensor<2x2x2x3xf32>
    %142 = stablehlo.floor %141 : tensor<2x2x2x3xf32>
    %143 = stablehlo.constant dense<3.0517578e-05> : tensor<2x2x2x3xf32>
    %144 = stablehlo.multiply %142, %143 : tensor<2x2x2x3xf32>
    %145 = stablehlo.compare LE, %132, %133, SIGNED : (tensor<3x3xi32>, tensor<3x3xi32>) -> tensor<3x3xi1>
    %146 = stablehlo.convert %145 : (tensor<3x3xi1>) -> tensor<3x3xf32>
    %147 = stablehlo.dot_general %144, %146, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<2x2x2x3xf32>
    %148 = stablehlo.broadcast_in_dim %147, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %149 = stablehlo.broadcast_in_dim %147, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %150 = stablehlo.subtract %148, %149 : tensor<2x2x2x3x3xf32>
    %151 = stablehlo.subtract %139, %144 : tensor<2x2x2x3xf32>
    %152 = stablehlo.dot_general %151, %146, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<2x2x2x3xf32>
    %153 = stablehlo.broadcast_in_dim %152, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %154 = stablehlo.broadcast_in_dim %152, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %155 = stablehlo.subtract %153, %154 : tensor<2x2x2x3x3xf32>
    %156 = stablehlo.add %150, %155 : tensor<2x2x2x3x3xf32>
    %157 = stablehlo.constant dense<0xFF800000> : tensor<2x2x2x3x3xf32>
    %158 = stablehlo.select %135, %156, %157 : tensor<2x2x2x3x3xi1>, tensor<2x2x2x3x3xf32>
    %159 = stablehlo.exponential %158 : tensor<2x2x2x3x3xf32>
    %160 = stablehlo.reshape %state.layers.0.ssm : (tensor<2x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %161 = stablehlo.compare GT, %7, %8, SIGNED : (tensor<5x5xi32>, tensor<5x5xi32>) -> tensor<5x5xi1>
    %162 = stablehlo.convert %161 : (tensor<5x5xi1>) -> tensor<5x5xf32>
    %163 = stablehlo.dot_general %62, %162, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %164 = stablehlo.exponential %163 : tensor<2x2x2x2x5xf32>
    %165 = stablehlo.broadcast_in_dim %164, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %166 = stablehlo.multiply %127, %165 : tensor<2x2x5x2x2x4xf32>
    %167 = stablehlo.transpose %166, dims = [0, 1, 3, 4, 5, 2] : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x4x5xf32>
    %168 = stablehlo.dot_general %167, %117, batching_dims = [0, 1, 2] x [0, 1, 3], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x4x5xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %169 = stablehlo.concatenate %160, %168, dim = 1 : (tensor<2x1x2x2x4x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %170 = stablehlo.dot_general %159, %169, batching_dims = [0, 1, 2] x [0, 2, 3], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3x3xf32>, tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x3x4x3xf32>
    %171 = stablehlo.transpose %170, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x3x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %172 = stablehlo.slice %171 [0:2, 0:2, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %173 = stablehlo.dot_general %130, %172, batching_dims = [0, 1, 2] x [0, 1, 2], contracting_dims = [4] x [5], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x2x2x5x2x4xf32>
    %174 = stablehlo.transpose %173, dims = [0, 1, 3, 2, 4, 5] : (tensor<2x2x2x5x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %175 = stablehlo.dot_general %62, %71, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %176 = stablehlo.exponential %175 : tensor<2x2x2x2x5xf32>
    %177 = stablehlo.broadcast_in_dim %176, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %178 = stablehlo.multiply %174, %177 : tensor<2x2x5x2x2x4xf32>
    %179 = stablehlo.add %129, %178 : tensor<2x2x5x2x2x4xf32>
    %180 = stablehlo.reshape %179 : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x10x2x2x4xf32>
    %181 = stablehlo.slice %180 [0:2, 0:7, 0:2, 0:2, 0:4] : (tensor<2x10x2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %182 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.D, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %183 = stablehlo.multiply %182, %123 : tensor<2x7x2x2x4xf32>
    %184 = stablehlo.add %181, %183 : tensor<2x7x2x2x4xf32>
    %185 = stablehlo.slice %41 [0:2, 0:7, 0:16] : (tensor<2x7x48xf32>) -> tensor<2x7x16xf32>
    %186 = stablehlo.reshape %185 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %187 = stablehlo.logistic %186 : tensor<2x7x2x2x4xf32>
    %188 = stablehlo.multiply %186, %187 : tensor<2x7x2x2x4xf32>
    %189 = stablehlo.multiply %184, %188 : tensor<2x7x2x2x4xf32>
    %190 = stablehlo.multiply %189, %189 : tensor<2x7x2x2x4xf32>
    %191 = stablehlo.reduce(%190 init: %16) applies stablehlo.add across dimensions = [3, 4] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x7x2xf32>
    %192 = stablehlo.constant dense<0.125> : tensor<2x7x2xf32>
    %193 = stablehlo.multiply %191, %192 : tensor<2x7x2xf32>
    %194 = stablehlo.constant dense<1.0e-05> : tensor<2x7x2xf32>
    %195 = stablehlo.add %193, %194 : tensor<2x7x2xf32>
    %196 = stablehlo.rsqrt %195 : tensor<2x7x2xf32>
    %197 = stablehlo.broadcast_in_dim %196, dims = [0, 1, 2] : (tensor<2x7x2xf32>) -> tensor<2x7x2x2x4xf32>
    %198 = stablehlo.multiply %189, %197 : tensor<2x7x2x2x4xf32>
    %199 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.norm, dims = [2, 3, 4] : (tensor<2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %200 = stablehlo.multiply %198, %199 : tensor<2x7x2x2x4xf32>
    %201 = stablehlo.reshape %200 : (tensor<2x7x2x2x4xf32>) -> tensor<2x7x16xf32>
    %202 = stablehlo.convert %weights.layers.0.mixer.out_proj : (tensor<8x16xbf16>) -> tensor<8x16xf32>
    %203 = stablehlo.slice %201 [0:1, 0:7, 0:16] : (tensor<2x7x16xf32>) -> tensor<1x7x16xf32>
    %204 = stablehlo.reshape %203 : (tensor<1x7x16xf32>) -> tensor<7x16xf32>
    %205 = stablehlo.slice %204 [0:1, 0:16] : (tensor<7x16xf32>) -> tensor<1x16xf32>
    %206 = stablehlo.reshape %205 : (tensor<1x16xf32>) -> tensor<16xf32>
    %207 = stablehlo.slice %206 [0:1] : (tensor<16xf32>) -> tensor<1xf32>
    %208 = stablehlo.reshape %207 : (tensor<1xf32>) -> tensor<f32>
    %209 = stablehlo.abs %208 : tensor<f32>
    %210 = stablehlo.compare LT, %209, %35, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
    %211 = stablehlo.not %210 : tensor<i1>
    %212 = stablehlo.convert %211 : (tensor<i1>) -> tensor<f32>
    %213 = stablehlo.broadcast_in_dim %212, dims = [] : (tensor<f32>) -> tensor<8x16xf32>
    %214 = stablehlo.multiply %202, %213 : tensor<8x16xf32>
    %215 = stablehlo.dot_general %201, %214, contracting_dims = [2] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x7x16xf32>, tensor<8x16xf32>) -> tensor<2x7x8xf32>
    %216 = stablehlo.add %5, %215 : tensor<2x7x8xf32>
    %217 = stablehlo.exponential %weights.layers.1.mixer.A_log : tensor<2x2xf32>
    %218 = stablehlo.negate %217 : tensor<2x2xf32>
    %219 = stablehlo.broadcast_in_dim %218, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2xf32>
    %220 = stablehlo.multiply %216, %216 : tensor<2x7x8xf32>
    %221 = stablehlo.reduce(%220 init: %16) applies stablehlo.add across dimensions = [2] : (tensor<2x7x8xf32>, tensor<f32>) -> tensor<2x7xf32>
    %222 = stablehlo.multiply %221, %18 : tensor<2x7xf32>
    %223 = stablehlo.add %222, %20 : tensor<2x7xf32>
    %224 = stablehlo.rsqrt %223 : tensor<2x7xf32>
    %225 = stablehlo.broadcast_in_dim %224, dims = [0, 1] : (tensor<2x7xf32>) -> tensor<2x7x8xf32>
    %226 = stablehlo.multiply %216, %225 : tensor<2x7x8xf32>
    %227 = stablehlo.broadcast_in_dim %weights.layers.1.norm, dims = [2] : (tensor<8xf32>) -> tensor<2x7x8xf32>
    %228 = stablehlo.multiply %226, %227 : tensor<2x7x8xf32>
    %229 = stablehlo.convert %weights.layers.1.mixer.in_proj : (tensor<48x8xbf16>) -> tensor<48x8xf32>
    %230 = stablehlo.slice %228 [0:1, 0:7, 0:8] : (tensor<2x7x8xf32>) -> tensor<1x7x8xf32>
    %231 = stablehlo.reshape %230 : (tensor<1x7x8xf32>) -> tensor<7x8xf32>
    %232 = stablehlo.slice %231 [0:1, 0:8] : (tensor<7x8xf32>) -> tensor<1x8xf32>
    %233 = stablehlo.reshape %232 : (tensor<1x8xf32>) -> tensor<8xf32>
    %234 = stablehlo.slice %233 [0:1] : (tensor<8xf32>) -> tensor<1xf32>
    %235 = stablehlo.reshape %234 : (tensor<1xf32>) -> tensor<f32>
    %236 = stablehlo.abs %235 : tensor<f32>
    %237 = stablehlo.compare LT, %236, %35, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
    %238 = stablehlo.not %237 : tensor<i1>
    %239 = stablehlo.convert %238 : (tensor<i1>) -> tensor<f32>
    %240 = stablehlo.broadcast_in_dim %239, dims = [] : (tensor<f32>) -> tensor<48x8xf32>
    %241 = stablehlo.multiply %229, %240 : tensor<48x8xf32>
    %242 = stablehlo.dot_general %228, %241, contracting_dims = [2] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x7x8xf32>, tensor<48x8xf32>) -> tensor<2x7x48xf32>
    %243 = stablehlo.slice %242 [0:2, 0:7, 44:48] : (tensor<2x7x48xf32>) -> tensor<2x7x4xf32>
    %244 = stablehlo.reshape %243 : (tensor<2x7x4xf32>) -> tensor<2x7x2x2xf32>
    %245 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.dt_bias, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2xf32>
    %246 = stablehlo.add %244, %245 : tensor<2x7x2x2xf32>
    %247 = stablehlo.maximum %246, %46 : tensor<2x7x2x2xf32>
    %248 = stablehlo.abs %246 : tensor<2x7x2x2xf32>
    %249 = stablehlo.negate %248 : tensor<2x7x2x2xf32>
    %250 = stablehlo.exponential %249 : tensor<2x7x2x2xf32>
    %251 = stablehlo.log_plus_one %250 : tensor<2x7x2x2xf32>
    %252 = stablehlo.add %247, %251 : tensor<2x7x2x2xf32>
    %253 = stablehlo.maximum %252, %53 : tensor<2x7x2x2xf32>
    %254 = stablehlo.minimum %253, %55 : tensor<2x7x2x2xf32>
    %255 = stablehlo.select %14, %254, %46 : tensor<2x7x2x2xi1>, tensor<2x7x2x2xf32>
    %256 = stablehlo.optimization_barrier %255 : tensor<2x7x2x2xf32>
    %257 = stablehlo.multiply %219, %256 : tensor<2x7x2x2xf32>
    %258 = stablehlo.pad %257, %16, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x2xf32>, tensor<f32>) -> tensor<2x10x2x2xf32>
    %259 = stablehlo.reshape %258 : (tensor<2x10x2x2xf32>) -> tensor<2x2x5x2x2xf32>
    %260 = stablehlo.transpose %259, dims = [0, 3, 4, 1, 2] : (tensor<2x2x5x2x2xf32>) -> tensor<2x2x2x2x5xf32>
    %261 = stablehlo.maximum %260, %63 : tensor<2x2x2x2x5xf32>
    %262 = stablehlo.multiply %261, %65 : tensor<2x2x2x2x5xf32>
    %263 = stablehlo.floor %262 : tensor<2x2x2x2x5xf32>
    %264 = stablehlo.multiply %263, %68 : tensor<2x2x2x2x5xf32>
    %265 = stablehlo.dot_general %264, %71, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %266 = stablehlo.broadcast_in_dim %265, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %267 = stablehlo.broadcast_in_dim %265, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %268 = stablehlo.subtract %266, %267 : tensor<2x2x2x2x5x5xf32>
    %269 = stablehlo.subtract %261, %264 : tensor<2x2x2x2x5xf32>
    %270 = stablehlo.dot_general %269, %71, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %271 = stablehlo.broadcast_in_dim %270, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %272 = stablehlo.broadcast_in_dim %270, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %273 = stablehlo.subtract %271, %272 : tensor<2x2x2x2x5x5xf32>
    %274 = stablehlo.add %268, %273 : tensor<2x2x2x2x5x5xf32>
    %275 = stablehlo.select %10, %274, %82 : tensor<2x2x2x2x5x5xi1>, tensor<2x2x2x2x5x5xf32>
    %276 = stablehlo.exponential %275 : tensor<2x2x2x2x5x5xf32>
    %277 = stablehlo.slice %242 [0:2, 0:7, 16:44] : (tensor<2x7x48xf32>) -> tensor<2x7x28xf32>
    %278 = stablehlo.concatenate %state.layers.1.conv, %277, dim = 1 : (tensor<2x2x28xf32>, tensor<2x7x28xf32>) -> tensor<2x9x28xf32>
    %279 = stablehlo.slice %278 [0:2, 0:7, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %280 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %281 = stablehlo.reshape %280 : (tensor<28x1xf32>) -> tensor<28xf32>
    %282 = stablehlo.broadcast_in_dim %281, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %283 = stablehlo.multiply %279, %282 : tensor<2x7x28xf32>
    %284 = stablehlo.slice %278 [0:2, 1:8, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %285 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %286 = stablehlo.reshape %285 : (tensor<28x1xf32>) -> tensor<28xf32>
    %287 = stablehlo.broadcast_in_dim %286, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %288 = stablehlo.multiply %284, %287 : tensor<2x7x28xf32>
    %289 = stablehlo.add %283, %288 : tensor<2x7x28xf32>
    %290 = stablehlo.slice %278 [0:2, 2:9, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %291 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %292 = stablehlo.reshape %291 : (tensor<28x1xf32>) -> tensor<28xf32>
    %293 = stablehlo.broadcast_in_dim %292, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %294 = stablehlo.multiply %290, %293 : tensor<2x7x28xf32>
    %295 = stablehlo.add %289, %294 : tensor<2x7x28xf32>
    %296 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.conv_bias, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %297 = stablehlo.add %295, %296 : tensor<2x7x28xf32>
    %298 = stablehlo.logistic %297 : tensor<2x7x28xf32>
    %299 = stablehlo.multiply %297, %298 : tensor<2x7x28xf32>
    %300 = stablehlo.optimization_barrier %299 : tensor<2x7x28xf32>
    %301 = stablehlo.slice %300 [0:2, 0:7, 22:28] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %302 = stablehlo.reshape %301 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %303 = stablehlo.pad %302, %16, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %304 = stablehlo.reshape %303 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %305 = stablehlo.transpose %304, dims = [0, 3, 1, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %306 = stablehlo.slice %300 [0:2, 0:7, 16:22] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %307 = stablehlo.reshape %306 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %308 = stablehlo.pad %307, %16, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %309 = stablehlo.reshape %308 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %310 = stablehlo.dot_general %305, %309, batching_dims = [0, 1, 2] x [0, 3, 1], contracting_dims = [4] x [4], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x5xf32>
    %311 = stablehlo.broadcast_in_dim %310, dims = [0, 1, 3, 4, 5] : (tensor<2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %312 = stablehlo.multiply %276, %311 : tensor<2x2x2x2x5x5xf32>
    %313 = stablehlo.transpose %312, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %314 = stablehlo.slice %300 [0:2, 0:7, 0:16] : (tensor<2x7x28xf32>) -> tensor<2x7x16xf32>
    %315 = stablehlo.reshape %314 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %316 = stablehlo.broadcast_in_dim %256, dims = [0, 1, 2, 3] : (tensor<2x7x2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %317 = stablehlo.multiply %315, %316 : tensor<2x7x2x2x4xf32>
    %318 = stablehlo.pad %317, %16, low = [0, 0, 0, 0, 0], high = [0, 3, 0, 0, 0], interior = [0, 0, 0, 0, 0] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x10x2x2x4xf32>
    %319 = stablehlo.reshape %318 : (tensor<2x10x2x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %320 = stablehlo.dot_general %313, %319, batching_dims = [0, 1, 2, 3] x [0, 1, 3, 4], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5x5xf32>, tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x5x4xf32>
    %321 = stablehlo.transpose %320, dims = [0, 1, 4, 2, 3, 5] : (tensor<2x2x2x2x5x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %322 = stablehlo.transpose %304, dims = [0, 1, 3, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %323 = stablehlo.reduce(%260 init: %16) applies stablehlo.add across dimensions = [4] : (tensor<2x2x2x2x5xf32>, tensor<f32>) -> tensor<2x2x2x2xf32>
    %324 = stablehlo.pad %323, %16, low = [0, 0, 0, 1], high = [0, 0, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x2x2x2xf32>, tensor<f32>) -> tensor<2x2x2x3xf32>
    %325 = stablehlo.maximum %324, %138 : tensor<2x2x2x3xf32>
    %326 = stablehlo.multiply %325, %140 : tensor<2x2x2x3xf32>
    %327 = stablehlo.floor %326 : tensor<2x2x2x3xf32>
    %328 = stablehlo.multiply %327, %143 : tensor<2x2x2x3xf32>
    %329 = stablehlo.dot_general %328, %146, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<2x2x2x3xf32>
    %330 = stablehlo.broadcast_in_dim %329, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %331 = stablehlo.broadcast_in_dim %329, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %332 = stablehlo.subtract %330, %331 : tensor<2x2x2x3x3xf32>
    %333 = stablehlo.subtract %325, %328 : tensor<2x2x2x3xf32>
    %334 = stablehlo.dot_general %333, %146, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<2x2x2x3xf32>
    %335 = stablehlo.broadcast_in_dim %334, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %336 = stablehlo.broadcast_in_dim %334, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %337 = stablehlo.subtract %335, %336 : tensor<2x2x2x3x3xf32>
    %338 = stablehlo.add %332, %337 : tensor<2x2x2x3x3xf32>
    %339 = stablehlo.select %135, %338, %157 : tensor<2x2x2x3x3xi1>, tensor<2x2x2x3x3xf32>
    %340 = stablehlo.exponential %339 : tensor<2x2x2x3x3xf32>
    %341 = stablehlo.reshape %state.layers.1.ssm : (tensor<2x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %342 = stablehlo.dot_general %260, %162, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %343 = stablehlo.exponential %342 : tensor<2x2x2x2x5xf32>
    %344 = stablehlo.broadcast_in_dim %343, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %345 = stablehlo.multiply %319, %344 : tensor<2x2x5x2x2x4xf32>
    %346 = stablehlo.transpose %345, dims = [0, 1, 3, 4, 5, 2] : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x4x5xf32>
    %347 = stablehlo.dot_general %346, %309, batching_dims = [0, 1, 2] x [0, 1, 3], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x4x5xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %348 = stablehlo.concatenate %341, %347, dim = 1 : (tensor<2x1x2x2x4x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %349 = stablehlo.dot_general %340, %348, batching_dims = [0, 1, 2] x [0, 2, 3], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3x3xf32>, tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x3x4x3xf32>
    %350 = stablehlo.transpose %349, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x3x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %351 = stablehlo.slice %350 [0:2, 0:2, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %352 = stablehlo.dot_general %322, %351, batching_dims = [0, 1, 2] x [0, 1, 2], contracting_dims = [4] x [5], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x2x2x5x2x4xf32>
    %353 = stablehlo.transpose %352, dims = [0, 1, 3, 2, 4, 5] : (tensor<2x2x2x5x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %354 = stablehlo.dot_general %260, %71, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %355 = stablehlo.exponential %354 : tensor<2x2x2x2x5xf32>
    %356 = stablehlo.broadcast_in_dim %355, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %357 = stablehlo.multiply %353, %356 : tensor<2x2x5x2x2x4xf32>
    %358 = stablehlo.add %321, %357 : tensor<2x2x5x2x2x4xf32>
    %359 = stablehlo.reshape %358 : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x10x2x2x4xf32>
    %360 = stablehlo.slice %359 [0:2, 0:7, 0:2, 0:2, 0:4] : (tensor<2x10x2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %361 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.D, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %362 = stablehlo.multiply %361, %315 : tensor<2x7x2x2x4xf32>
    %363 = stablehlo.add %360, %362 : tensor<2x7x2x2x4xf32>
    %364 = stablehlo.slice %242 [0:2, 0:7, 0:16] : (tensor<2x7x48xf32>) -> tensor<2x7x16xf32>
    %365 = stablehlo.reshape %364 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %366 = stablehlo.logistic %365 : tensor<2x7x2x2x4xf32>
    %367 = stablehlo.multiply %365, %366 : tensor<2x7x2x2x4xf32>
    %368 = stablehlo.multiply %363, %367 : tensor<2x7x2x2x4xf32>
    %369 = stablehlo.multiply %368, %368 : tensor<2x7x2x2x4xf32>
    %370 = stablehlo.reduce(%369 init: %16) applies stablehlo.add across dimensions = [3, 4] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x7x2xf32>
    %371 = stablehlo.multiply %370, %192 : tensor<2x7x2xf32>
    %372 = stablehlo.add %371, %194 : tensor<2x7x2xf32>
    %373 = stablehlo.rsqrt %372 : tensor<2x7x2xf32>
    %374 = stablehlo.broadcast_in_dim %373, dims = [0, 1, 2] : (tensor<2x7x2xf32>) -> tensor<2x7x2x2x4xf32>
    %375 = stablehlo.multiply %368, %374 : tensor<2x7x2x2x4xf32>
    %376 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.norm, dims = [2, 3, 4] : (tensor<2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %377 = stablehlo.multiply %375, %376 : tensor<2x7x2x2x4xf32>
    %378 = stablehlo.reshape %377 : (tensor<2x7x2x2x4xf32>) -> tensor<2x7x16xf32>
    %379 = stablehlo.convert %weights.layers.1.mixer.out_proj : (tensor<8x16xbf16>) -> tensor<8x16xf32>
    %380 = stablehlo.slice %378 [0:1, 0:7, 0:16] : (tensor<2x7x16xf32>) -> tensor<1x7x16xf32>
    %381 = stablehlo.reshape %380 : (tensor<1x7x16xf32>) -> tensor<7x16xf32>
    %382 = stablehlo.slice %381 [0:1, 0:16] : (tensor<7x16xf32>) -> tensor<1x16xf32>
    %383 = stablehlo.reshape %382 : (tensor<1x16xf32>) -> tensor<16xf32>
    %384 = stablehlo.slice %383 [0:1] : (tensor<16xf32>) -> tensor<1xf32>
    %385 = stablehlo.reshape %384 : (tensor<1xf32>) -> tensor<f32>
    %386 = stablehlo.abs %385 : tensor<f32>
    %387 = stablehlo.compare LT, %386, %35, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
    %388 = stablehlo.not %387 : tensor<i1>
    %389 = stablehlo.convert %388 : (tensor<i1>) -> tensor<f32>
    %390 = stablehlo.broadcast_in_dim %389, dims = [] : (tensor<f32>) -> tensor<8x16xf32>
    %391 = stablehlo.multiply %379, %390 : tensor<8x16xf32>
    %392 = stablehlo.dot_general %378, %391, contracting_dims = [2] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x7x16xf32>, tensor<8x16xf32>) -> tensor<2x7x8xf32>
    %393 = stablehlo.add %216, %392 : tensor<2x7x8xf32>
    %394 = stablehlo.multiply %393, %393 : tensor<2x7x8xf32>
    %395 = stablehlo.reduce(%394 init: %16) applies stablehlo.add across dimensions = [2] : (tensor<2x7x8xf32>, tensor<f32>) -> tensor<2x7xf32>
    %396 = stablehlo.multiply %395, %18 : tensor<2x7xf32>
    %397 = stablehlo.add %396, %20 : tensor<2x7xf32>
    %398 = stablehlo.rsqrt %397 : tensor<2x7xf32>
    %399 = stablehlo.broadcast_in_dim %398, dims = [0, 1] : (tensor<2x7xf32>) -> tensor<2x7x8xf32>
    %400 = stablehlo.multiply %393, %399 : tensor<2x7x8xf32>
    %401 = stablehlo.broadcast_in_dim %weights.norm_f, dims = [2] : (tensor<8xf32>) -> tensor<2x7x8xf32>
    %402 = stablehlo.multiply %400, %401 : tensor<2x7x8xf32>
    %403 = stablehlo.convert %weights.embedding : (tensor<11x8xbf16>) -> tensor<11x8xf32>
    %404 = stablehlo.slice %402 [0:1, 0:7, 0:8] : (tensor<2x7x8xf32>) -> tensor<1x7x8xf32>
    %405 = stablehlo.reshape %404 : (tensor<1x7x8xf32>) -> tensor<7x8xf32>
    %406 = stablehlo.slice %405 [0:1, 0:8] : (tensor<7x8xf32>) -> tensor<1x8xf32>
    %407 = stablehlo.reshape %406 : (tensor<1x8xf32>) -> tensor<8xf32>
    %408 = stablehlo.slice %407 [0:1] : (tensor<8xf32>) -> tensor<1xf32>
    %409 = stablehlo.reshape %408 : (tensor<1xf32>) -> tensor<f32>
    %410 = stablehlo.abs %409 : tensor<f32>
    %411 = stablehlo.compare LT, %410, %35, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
    %412 = stablehlo.not %411 : tensor<i1>
    %413 = stablehlo.convert %412 : (tensor<i1>) -> tensor<f32>
    %414 = stablehlo.broadcast_in_dim %413, dims = [] : (tensor<f32>) -> tensor<11x8xf32>
    %415 = stablehlo.multiply %403, %414 : tensor<11x8xf32>
    %416 = stablehlo.dot_general %402, %415, contracting_dims = [2] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x7x8xf32>, tensor<11x8xf32>) -> tensor<2x7x11xf32>
    %417 = stablehlo.constant dense<0xFF800000> : tensor<f32>
    %418 = stablehlo.reduce(%416 init: %417) applies stablehlo.maximum across dimensions = [2] : (tensor<2x7x11xf32>, tensor<f32>) -> tensor<2x7xf32>
    %419 = stablehlo.abs %418 : tensor<2x7xf32>
    %420 = stablehlo.constant dense<0x7F800000> : tensor<2x7xf32>
    %421 = stablehlo.compare LT, %419, %420, FLOAT : (tensor<2x7xf32>, tensor<2x7xf32>) -> tensor<2x7xi1>
    %422 = stablehlo.compare NE, %416, %416, FLOAT : (tensor<2x7x11xf32>, tensor<2x7x11xf32>) -> tensor<2x7x11xi1>
    %423 = stablehlo.constant dense<-1> : tensor<2x7x11xi32>
    %424 = stablehlo.broadcast_in_dim %418, dims = [0, 1] : (tensor<2x7xf32>) -> tensor<2x7x11xf32>
    %425 = stablehlo.compare EQ, %416, %424, FLOAT : (tensor<2x7x11xf32>, tensor<2x7x11xf32>) -> tensor<2x7x11xi1>
    %426 = stablehlo.iota dim = 0 : tensor<11xi32>
    %427 = stablehlo.broadcast_in_dim %426, dims = [2] : (tensor<11xi32>) -> tensor<2x7x11xi32>
    %428 = stablehlo.constant dense<11> : tensor<2x7x11xi32>
    %429 = stablehlo.select %425, %427, %428 : tensor<2x7x11xi1>, tensor<2x7x11xi32>
    %430 = stablehlo.select %422, %423, %429 : tensor<2x7x11xi1>, tensor<2x7x11xi32>
    %431 = stablehlo.constant dense<2147483647> : tensor<i32>
    %432 = stablehlo.reduce(%430 init: %431) applies stablehlo.minimum across dimensions = [2] : (tensor<2x7x11xi32>, tensor<i32>) -> tensor<2x7xi32>
    %433 = stablehlo.constant dense<0> : tensor<2x7xi32>
    %434 = stablehlo.compare LT, %432, %433, SIGNED : (tensor<2x7xi32>, tensor<2x7xi32>) -> tensor<2x7xi1>
    %435 = stablehlo.constant dense<11> : tensor<2x7xi32>
    %436 = stablehlo.select %434, %435, %432 : tensor<2x7xi1>, tensor<2x7xi32>
    %437 = stablehlo.compare LT, %436, %435, SIGNED : (tensor<2x7xi32>, tensor<2x7xi32>) -> tensor<2x7xi1>
    %438 = stablehlo.and %421, %437 : tensor<2x7xi1>
    %439 = stablehlo.broadcast_in_dim %targets, dims = [0, 1] : (tensor<2x7xi32>) -> tensor<2x7x11xi32>
    %440 = stablehlo.compare EQ, %427, %439, SIGNED : (tensor<2x7x11xi32>, tensor<2x7x11xi32>) -> tensor<2x7x11xi1>
    %441 = stablehlo.constant dense<0.0> : tensor<2x7x11xf32>
    %442 = stablehlo.select %440, %416, %441 : tensor<2x7x11xi1>, tensor<2x7x11xf32>
    %443 = stablehlo.reduce(%442 init: %16) applies stablehlo.add across dimensions = [2] : (tensor<2x7x11xf32>, tensor<f32>) -> tensor<2x7xf32>
    %444 = stablehlo.subtract %443, %418 : tensor<2x7xf32>
    %445 = stablehlo.subtract %416, %424 : tensor<2x7x11xf32>
    %446 = stablehlo.exponential %445 : tensor<2x7x11xf32>
    %447 = stablehlo.reduce(%446 init: %16) applies stablehlo.add across dimensions = [2] : (tensor<2x7x11xf32>, tensor<f32>) -> tensor<2x7xf32>
    %448 = stablehlo.log %447 : tensor<2x7xf32>
    %449 = stablehlo.subtract %444, %448 : tensor<2x7xf32>
    %450 = stablehlo.constant dense<0x7FC00000> : tensor<2x7xf32>
    %451 = stablehlo.select %438, %449, %450 : tensor<2x7xi1>, tensor<2x7xf32>
    %452 = stablehlo.constant dense<0.0> : tensor<2x7xf32>
    %453 = stablehlo.select %3, %451, %452 : tensor<2x7xi1>, tensor<2x7xf32>
    %454 = stablehlo.compare EQ, %436, %targets, SIGNED : (tensor<2x7xi32>, tensor<2x7xi32>) -> tensor<2x7xi1>
    %455 = stablehlo.and %3, %454 : tensor<2x7xi1>
    %456 = stablehlo.iota dim = 0 : tensor<2xi32>
    %457 = stablehlo.reshape %456 : (tensor<2xi32>) -> tensor<2x1xi32>
    %458 = stablehlo.convert %3 : (tensor<2x7xi1>) -> tensor<2x7xi32>
    %459 = stablehlo.constant dense<0> : tensor<i32>
    %460 = stablehlo.reduce(%458 init: %459) applies stablehlo.add across dimensions = [1] : (tensor<2x7xi32>, tensor<i32>) -> tensor<2xi32>
    %461 = stablehlo.reshape %460 : (tensor<2xi32>) -> tensor<2x1xi32>
    %462 = stablehlo.concatenate %457, %461, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
    %463 = "stablehlo.gather"(%86, %462) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 2, 28>}> : (tensor<2x9x28xf32>, tensor<2x2xi32>) -> tensor<2x2x28xf32>
    %464 = stablehlo.slice %171 [0:2, 2:3, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %465 = stablehlo.reshape %464 : (tensor<2x1x2x2x4x3xf32>) -> tensor<2x2x2x4x3xf32>
    %466 = "stablehlo.gather"(%278, %462) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 2, 28>}> : (tensor<2x9x28xf32>, tensor<2x2xi32>) -> tensor<2x2x28xf32>
    %467 = stablehlo.slice %350 [0:2, 2:3, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %468 = stablehlo.reshape %467 : (tensor<2x1x2x2x4x3xf32>) -> tensor<2x2x2x4x3xf32>
    func.return %453, %455, %463, %465, %466, %468 : tensor<2x7xf32>, tensor<2x7xi1>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
  }
}
