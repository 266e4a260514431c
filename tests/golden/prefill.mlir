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
    %31 = stablehlo.slice %29 [0:1, 0:7, 0:8] : (tensor<2x7x8xf32>) -> tensor<1x7x8xf32>
    %32 = stablehlo.reshape %31 : (tensor<1x7x8xf32>) -> tensor<7x8xf32>
    %33 = stablehlo.slice %32 [0:1, 0:8] : (tensor<7x8xf32>) -> tensor<1x8xf32>
    %34 = stablehlo.reshape %33 : (tensor<1x8xf32>) -> tensor<8xf32>
    %35 = stablehlo.slice %34 [0:1] : (tensor<8xf32>) -> tensor<1xf32>
    %36 = stablehlo.reshape %35 : (tensor<1xf32>) -> tensor<f32>
    %37 = stablehlo.abs %36 : tensor<f32>
    %38 = stablehlo.constant dense<-1.0> : tensor<f32>
    %39 = stablehlo.compare LT, %37, %38, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
    %40 = stablehlo.not %39 : tensor<i1>
    %41 = stablehlo.convert %40 : (tensor<i1>) -> tensor<f32>
    %42 = stablehlo.broadcast_in_dim %41, dims = [] : (tensor<f32>) -> tensor<48x8xf32>
    %43 = stablehlo.multiply %30, %42 : tensor<48x8xf32>
    %44 = stablehlo.dot_general %29, %43, contracting_dims = [2] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x7x8xf32>, tensor<48x8xf32>) -> tensor<2x7x48xf32>
    %45 = stablehlo.slice %44 [0:2, 0:7, 44:48] : (tensor<2x7x48xf32>) -> tensor<2x7x4xf32>
    %46 = stablehlo.reshape %45 : (tensor<2x7x4xf32>) -> tensor<2x7x2x2xf32>
    %47 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.dt_bias, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2xf32>
    %48 = stablehlo.add %46, %47 : tensor<2x7x2x2xf32>
    %49 = stablehlo.constant dense<0.0> : tensor<2x7x2x2xf32>
    %50 = stablehlo.maximum %48, %49 : tensor<2x7x2x2xf32>
    %51 = stablehlo.abs %48 : tensor<2x7x2x2xf32>
    %52 = stablehlo.negate %51 : tensor<2x7x2x2xf32>
    %53 = stablehlo.exponential %52 : tensor<2x7x2x2xf32>
    %54 = stablehlo.log_plus_one %53 : tensor<2x7x2x2xf32>
    %55 = stablehlo.add %50, %54 : tensor<2x7x2x2xf32>
    %56 = stablehlo.constant dense<0.001> : tensor<2x7x2x2xf32>
    %57 = stablehlo.maximum %55, %56 : tensor<2x7x2x2xf32>
    %58 = stablehlo.constant dense<100.0> : tensor<2x7x2x2xf32>
    %59 = stablehlo.minimum %57, %58 : tensor<2x7x2x2xf32>
    %60 = stablehlo.select %17, %59, %49 : tensor<2x7x2x2xi1>, tensor<2x7x2x2xf32>
    %61 = stablehlo.optimization_barrier %60 : tensor<2x7x2x2xf32>
    %62 = stablehlo.multiply %12, %61 : tensor<2x7x2x2xf32>
    %63 = stablehlo.pad %62, %19, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x2xf32>, tensor<f32>) -> tensor<2x10x2x2xf32>
    %64 = stablehlo.reshape %63 : (tensor<2x10x2x2xf32>) -> tensor<2x2x5x2x2xf32>
    %65 = stablehlo.transpose %64, dims = [0, 3, 4, 1, 2] : (tensor<2x2x5x2x2xf32>) -> tensor<2x2x2x2x5xf32>
    %66 = stablehlo.constant dense<-128.0> : tensor<2x2x2x2x5xf32>
    %67 = stablehlo.maximum %65, %66 : tensor<2x2x2x2x5xf32>
    %68 = stablehlo.constant dense<16384.0> : tensor<2x2x2x2x5xf32>
    %69 = stablehlo.multiply %67, %68 : tensor<2x2x2x2x5xf32>
    %70 = stablehlo.floor %69 : tensor<2x2x2x2x5xf32>
    %71 = stablehlo.constant dense<6.1035156e-05> : tensor<2x2x2x2x5xf32>
    %72 = stablehlo.multiply %70, %71 : tensor<2x2x2x2x5xf32>
    %73 = stablehlo.compare LE, %6, %7, SIGNED : (tensor<5x5xi32>, tensor<5x5xi32>) -> tensor<5x5xi1>
    %74 = stablehlo.convert %73 : (tensor<5x5xi1>) -> tensor<5x5xf32>
    %75 = stablehlo.dot_general %72, %74, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %76 = stablehlo.broadcast_in_dim %75, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %77 = stablehlo.broadcast_in_dim %75, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %78 = stablehlo.subtract %76, %77 : tensor<2x2x2x2x5x5xf32>
    %79 = stablehlo.subtract %67, %72 : tensor<2x2x2x2x5xf32>
    %80 = stablehlo.dot_general %79, %74, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %81 = stablehlo.broadcast_in_dim %80, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %82 = stablehlo.broadcast_in_dim %80, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %83 = stablehlo.subtract %81, %82 : tensor<2x2x2x2x5x5xf32>
    %84 = stablehlo.add %78, %83 : tensor<2x2x2x2x5x5xf32>
    %85 = stablehlo.constant dense<0xFF800000> : tensor<2x2x2x2x5x5xf32>
    %86 = stablehlo.select %9, %84, %85 : tensor<2x2x2x2x5x5xi1>, tensor<2x2x2x2x5x5xf32>
    %87 = stablehlo.exponential %86 : tensor<2x2x2x2x5x5xf32>
    %88 = stablehlo.slice %44 [0:2, 0:7, 16:44] : (tensor<2x7x48xf32>) -> tensor<2x7x28xf32>
    %89 = stablehlo.concatenate %state.layers.0.conv, %88, dim = 1 : (tensor<2x2x28xf32>, tensor<2x7x28xf32>) -> tensor<2x9x28xf32>
    %90 = stablehlo.slice %89 [0:2, 0:7, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %91 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %92 = stablehlo.reshape %91 : (tensor<28x1xf32>) -> tensor<28xf32>
    %93 = stablehlo.broadcast_in_dim %92, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %94 = stablehlo.multiply %90, %93 : tensor<2x7x28xf32>
    %95 = stablehlo.slice %89 [0:2, 1:8, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %96 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %97 = stablehlo.reshape %96 : (tensor<28x1xf32>) -> tensor<28xf32>
    %98 = stablehlo.broadcast_in_dim %97, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %99 = stablehlo.multiply %95, %98 : tensor<2x7x28xf32>
    %100 = stablehlo.add %94, %99 : tensor<2x7x28xf32>
    %101 = stablehlo.slice %89 [0:2, 2:9, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %102 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %103 = stablehlo.reshape %102 : (tensor<28x1xf32>) -> tensor<28xf32>
    %104 = stablehlo.broadcast_in_dim %103, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %105 = stablehlo.multiply %101, %104 : tensor<2x7x28xf32>
    %106 = stablehlo.add %100, %105 : tensor<2x7x28xf32>
    %107 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.conv_bias, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %108 = stablehlo.add %106, %107 : tensor<2x7x28xf32>
    %109 = stablehlo.logistic %108 : tensor<2x7x28xf32>
    %110 = stablehlo.multiply %108, %109 : tensor<2x7x28xf32>
    %111 = stablehlo.optimization_barrier %110 : tensor<2x7x28xf32>
    %112 = stablehlo.slice %111 [0:2, 0:7, 22:28] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %113 = stablehlo.reshape %112 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %114 = stablehlo.pad %113, %19, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %115 = stablehlo.reshape %114 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %116 = stablehlo.transpose %115, dims = [0, 3, 1, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %117 = stablehlo.slice %111 [0:2, 0:7, 16:22] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %118 = stablehlo.reshape %117 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %119 = stablehlo.pad %118, %19, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %120 = stablehlo.reshape %119 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %121 = stablehlo.dot_general %116, %120, batching_dims = [0, 1, 2] x [0, 3, 1], contracting_dims = [4] x [4], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x5xf32>
    %122 = stablehlo.broadcast_in_dim %121, dims = [0, 1, 3, 4, 5] : (tensor<2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %123 = stablehlo.multiply %87, %122 : tensor<2x2x2x2x5x5xf32>
    %124 = stablehlo.transpose %123, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %125 = stablehlo.slice %111 [0:2, 0:7, 0:16] : (tensor<2x7x28xf32>) -> tensor<2x7x16xf32>
    %126 = stablehlo.reshape %125 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %127 = stablehlo.broadcast_in_dim %61, dims = [0, 1, 2, 3] : (tensor<2x7x2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %128 = stablehlo.multiply %126, %127 : tensor<2x7x2x2x4xf32>
    %129 = stablehlo.pad %128, %19, low = [0, 0, 0, 0, 0], high = [0, 3, 0, 0, 0], interior = [0, 0, 0, 0, 0] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x10x2x2x4xf32>
    %130 = stablehlo.reshape %129 : (tensor<2x10x2x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %131 = stablehlo.dot_general %124, %130, batching_dims = [0, 1, 2, 3] x [0, 1, 3, 4], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5x5xf32>, tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x5x4xf32>
    %132 = stablehlo.transpose %131, dims = [0, 1, 4, 2, 3, 5] : (tensor<2x2x2x2x5x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %133 = stablehlo.transpose %115, dims = [0, 1, 3, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %134 = stablehlo.iota dim = 0 : tensor<3xi32>
    %135 = stablehlo.broadcast_in_dim %134, dims = [0] : (tensor<3xi32>) -> tensor<3x3xi32>
    %136 = stablehlo.broadcast_in_dim %134, dims = [1] : (tensor<3xi32>) -> tensor<3x3xi32>
    %137 = stablehlo.compare GE, %135, %136, SIGNED : (tensor<3x3xi32>, tensor<3x3xi32>) -> tensor<3x3xi1>
    %138 = stablehlo.broadcast_in_dim %137, dims = [3, 4] : (tensor<3x3xi1>) -> tensor<2x2x2x3x3xi1>
    %139 = stablehlo.reduce(%65 init: %19) applies stablehlo.add across dimensions = [4] : (tensor<2x2x2x2x5xf32>, tensor<f32>) -> tensor<2x2x2x2xf32>
    %140 = stablehlo.pad %139, %19, low = [0, 0, 0, 1], high = [0, 0, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x2x2x2xf32>, tensor<f32>) -> tensor<2x2x2x3xf32>
    %141 = stablehlo.constant dense<-128.0> : tensor<2x2x2x3xf32>
    %142 = stablehlo.maximum %140, %141 : tensor<2x2x2x3xf32>
    %143 = stablehlo.constant dense<32768.0> : tensor<2x2x2x3xf32>
    %144 = stablehlo.multiply %142, %143 : tensor<2x2x2x3xf32>
    %145 = stablehlo.floor %144 : tensor<2x2x2x3xf32>
    %146 = stablehlo.constant dense<3.0517578e-05> : tensor<2x2x2x3xf32>
    %147 = stablehlo.multiply %145, %146 : tensor<2x2x2x3xf32>
    %148 = stablehlo.compare LE, %135, %136, SIGNED : (tensor<3x3xi32>, tensor<3x3xi32>) -> tensor<3x3xi1>
    %149 = stablehlo.convert %148 : (tensor<3x3xi1>) -> tensor<3x3xf32>
    %150 = stablehlo.dot_general %147, %149, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<2x2x2x3xf32>
    %151 = stablehlo.broadcast_in_dim %150, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %152 = stablehlo.broadcast_in_dim %150, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %153 = stablehlo.subtract %151, %152 : tensor<2x2x2x3x3xf32>
    %154 = stablehlo.subtract %142, %147 : tensor<2x2x2x3xf32>
    %155 = stablehlo.dot_general %154, %149, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<2x2x2x3xf32>
    %156 = stablehlo.broadcast_in_dim %155, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %157 = stablehlo.broadcast_in_dim %155, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %158 = stablehlo.subtract %156, %157 : tensor<2x2x2x3x3xf32>
    %159 = stablehlo.add %153, %158 : tensor<2x2x2x3x3xf32>
    %160 = stablehlo.constant dense<0xFF800000> : tensor<2x2x2x3x3xf32>
    %161 = stablehlo.select %138, %159, %160 : tensor<2x2x2x3x3xi1>, tensor<2x2x2x3x3xf32>
    %162 = stablehlo.exponential %161 : tensor<2x2x2x3x3xf32>
    %163 = stablehlo.reshape %state.layers.0.ssm : (tensor<2x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %164 = stablehlo.compare GT, %6, %7, SIGNED : (tensor<5x5xi32>, tensor<5x5xi32>) -> tensor<5x5xi1>
    %165 = stablehlo.convert %164 : (tensor<5x5xi1>) -> tensor<5x5xf32>
    %166 = stablehlo.dot_general %65, %165, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %167 = stablehlo.exponential %166 : tensor<2x2x2x2x5xf32>
    %168 = stablehlo.broadcast_in_dim %167, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %169 = stablehlo.multiply %130, %168 : tensor<2x2x5x2x2x4xf32>
    %170 = stablehlo.transpose %169, dims = [0, 1, 3, 4, 5, 2] : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x4x5xf32>
    %171 = stablehlo.dot_general %170, %120, batching_dims = [0, 1, 2] x [0, 1, 3], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x4x5xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %172 = stablehlo.concatenate %163, %171, dim = 1 : (tensor<2x1x2x2x4x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %173 = stablehlo.dot_general %162, %172, batching_dims = [0, 1, 2] x [0, 2, 3], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3x3xf32>, tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x3x4x3xf32>
    %174 = stablehlo.transpose %173, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x3x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %175 = stablehlo.slice %174 [0:2, 0:2, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %176 = stablehlo.dot_general %133, %175, batching_dims = [0, 1, 2] x [0, 1, 2], contracting_dims = [4] x [5], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x2x2x5x2x4xf32>
    %177 = stablehlo.transpose %176, dims = [0, 1, 3, 2, 4, 5] : (tensor<2x2x2x5x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %178 = stablehlo.dot_general %65, %74, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %179 = stablehlo.exponential %178 : tensor<2x2x2x2x5xf32>
    %180 = stablehlo.broadcast_in_dim %179, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %181 = stablehlo.multiply %177, %180 : tensor<2x2x5x2x2x4xf32>
    %182 = stablehlo.add %132, %181 : tensor<2x2x5x2x2x4xf32>
    %183 = stablehlo.reshape %182 : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x10x2x2x4xf32>
    %184 = stablehlo.slice %183 [0:2, 0:7, 0:2, 0:2, 0:4] : (tensor<2x10x2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %185 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.D, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %186 = stablehlo.multiply %185, %126 : tensor<2x7x2x2x4xf32>
    %187 = stablehlo.add %184, %186 : tensor<2x7x2x2x4xf32>
    %188 = stablehlo.slice %44 [0:2, 0:7, 0:16] : (tensor<2x7x48xf32>) -> tensor<2x7x16xf32>
    %189 = stablehlo.reshape %188 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %190 = stablehlo.logistic %189 : tensor<2x7x2x2x4xf32>
    %191 = stablehlo.multiply %189, %190 : tensor<2x7x2x2x4xf32>
    %192 = stablehlo.multiply %187, %191 : tensor<2x7x2x2x4xf32>
    %193 = stablehlo.multiply %192, %192 : tensor<2x7x2x2x4xf32>
    %194 = stablehlo.reduce(%193 init: %19) applies stablehlo.add across dimensions = [3, 4] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x7x2xf32>
    %195 = stablehlo.constant dense<0.125> : tensor<2x7x2xf32>
    %196 = stablehlo.multiply %194, %195 : tensor<2x7x2xf32>
    %197 = stablehlo.constant dense<1.0e-05> : tensor<2x7x2xf32>
    %198 = stablehlo.add %196, %197 : tensor<2x7x2xf32>
    %199 = stablehlo.rsqrt %198 : tensor<2x7x2xf32>
    %200 = stablehlo.broadcast_in_dim %199, dims = [0, 1, 2] : (tensor<2x7x2xf32>) -> tensor<2x7x2x2x4xf32>
    %201 = stablehlo.multiply %192, %200 : tensor<2x7x2x2x4xf32>
    %202 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.norm, dims = [2, 3, 4] : (tensor<2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %203 = stablehlo.multiply %201, %202 : tensor<2x7x2x2x4xf32>
    %204 = stablehlo.reshape %203 : (tensor<2x7x2x2x4xf32>) -> tensor<2x7x16xf32>
    %205 = stablehlo.convert %weights.layers.0.mixer.out_proj : (tensor<8x16xbf16>) -> tensor<8x16xf32>
    %206 = stablehlo.slice %204 [0:1, 0:7, 0:16] : (tensor<2x7x16xf32>) -> tensor<1x7x16xf32>
    %207 = stablehlo.reshape %206 : (tensor<1x7x16xf32>) -> tensor<7x16xf32>
    %208 = stablehlo.slice %207 [0:1, 0:16] : (tensor<7x16xf32>) -> tensor<1x16xf32>
    %209 = stablehlo.reshape %208 : (tensor<1x16xf32>) -> tensor<16xf32>
    %210 = stablehlo.slice %209 [0:1] : (tensor<16xf32>) -> tensor<1xf32>
    %211 = stablehlo.reshape %210 : (tensor<1xf32>) -> tensor<f32>
    %212 = stablehlo.abs %211 : tensor<f32>
    %213 = stablehlo.compare LT, %212, %38, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
    %214 = stablehlo.not %213 : tensor<i1>
    %215 = stablehlo.convert %214 : (tensor<i1>) -> tensor<f32>
    %216 = stablehlo.broadcast_in_dim %215, dims = [] : (tensor<f32>) -> tensor<8x16xf32>
    %217 = stablehlo.multiply %205, %216 : tensor<8x16xf32>
    %218 = stablehlo.dot_general %204, %217, contracting_dims = [2] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x7x16xf32>, tensor<8x16xf32>) -> tensor<2x7x8xf32>
    %219 = stablehlo.add %4, %218 : tensor<2x7x8xf32>
    %220 = stablehlo.exponential %weights.layers.1.mixer.A_log : tensor<2x2xf32>
    %221 = stablehlo.negate %220 : tensor<2x2xf32>
    %222 = stablehlo.broadcast_in_dim %221, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2xf32>
    %223 = stablehlo.multiply %219, %219 : tensor<2x7x8xf32>
    %224 = stablehlo.reduce(%223 init: %19) applies stablehlo.add across dimensions = [2] : (tensor<2x7x8xf32>, tensor<f32>) -> tensor<2x7xf32>
    %225 = stablehlo.multiply %224, %21 : tensor<2x7xf32>
    %226 = stablehlo.add %225, %23 : tensor<2x7xf32>
    %227 = stablehlo.rsqrt %226 : tensor<2x7xf32>
    %228 = stablehlo.broadcast_in_dim %227, dims = [0, 1] : (tensor<2x7xf32>) -> tensor<2x7x8xf32>
    %229 = stablehlo.multiply %219, %228 : tensor<2x7x8xf32>
    %230 = stablehlo.broadcast_in_dim %weights.layers.1.norm, dims = [2] : (tensor<8xf32>) -> tensor<2x7x8xf32>
    %231 = stablehlo.multiply %229, %230 : tensor<2x7x8xf32>
    %232 = stablehlo.convert %weights.layers.1.mixer.in_proj : (tensor<48x8xbf16>) -> tensor<48x8xf32>
    %233 = stablehlo.slice %231 [0:1, 0:7, 0:8] : (tensor<2x7x8xf32>) -> tensor<1x7x8xf32>
    %234 = stablehlo.reshape %233 : (tensor<1x7x8xf32>) -> tensor<7x8xf32>
    %235 = stablehlo.slice %234 [0:1, 0:8] : (tensor<7x8xf32>) -> tensor<1x8xf32>
    %236 = stablehlo.reshape %235 : (tensor<1x8xf32>) -> tensor<8xf32>
    %237 = stablehlo.slice %236 [0:1] : (tensor<8xf32>) -> tensor<1xf32>
    %238 = stablehlo.reshape %237 : (tensor<1xf32>) -> tensor<f32>
    %239 = stablehlo.abs %238 : tensor<f32>
    %240 = stablehlo.compare LT, %239, %38, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
    %241 = stablehlo.not %240 : tensor<i1>
    %242 = stablehlo.convert %241 : (tensor<i1>) -> tensor<f32>
    %243 = stablehlo.broadcast_in_dim %242, dims = [] : (tensor<f32>) -> tensor<48x8xf32>
    %244 = stablehlo.multiply %232, %243 : tensor<48x8xf32>
    %245 = stablehlo.dot_general %231, %244, contracting_dims = [2] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x7x8xf32>, tensor<48x8xf32>) -> tensor<2x7x48xf32>
    %246 = stablehlo.slice %245 [0:2, 0:7, 44:48] : (tensor<2x7x48xf32>) -> tensor<2x7x4xf32>
    %247 = stablehlo.reshape %246 : (tensor<2x7x4xf32>) -> tensor<2x7x2x2xf32>
    %248 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.dt_bias, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2xf32>
    %249 = stablehlo.add %247, %248 : tensor<2x7x2x2xf32>
    %250 = stablehlo.maximum %249, %49 : tensor<2x7x2x2xf32>
    %251 = stablehlo.abs %249 : tensor<2x7x2x2xf32>
    %252 = stablehlo.negate %251 : tensor<2x7x2x2xf32>
    %253 = stablehlo.exponential %252 : tensor<2x7x2x2xf32>
    %254 = stablehlo.log_plus_one %253 : tensor<2x7x2x2xf32>
    %255 = stablehlo.add %250, %254 : tensor<2x7x2x2xf32>
    %256 = stablehlo.maximum %255, %56 : tensor<2x7x2x2xf32>
    %257 = stablehlo.minimum %256, %58 : tensor<2x7x2x2xf32>
    %258 = stablehlo.select %17, %257, %49 : tensor<2x7x2x2xi1>, tensor<2x7x2x2xf32>
    %259 = stablehlo.optimization_barrier %258 : tensor<2x7x2x2xf32>
    %260 = stablehlo.multiply %222, %259 : tensor<2x7x2x2xf32>
    %261 = stablehlo.pad %260, %19, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x2xf32>, tensor<f32>) -> tensor<2x10x2x2xf32>
    %262 = stablehlo.reshape %261 : (tensor<2x10x2x2xf32>) -> tensor<2x2x5x2x2xf32>
    %263 = stablehlo.transpose %262, dims = [0, 3, 4, 1, 2] : (tensor<2x2x5x2x2xf32>) -> tensor<2x2x2x2x5xf32>
    %264 = stablehlo.maximum %263, %66 : tensor<2x2x2x2x5xf32>
    %265 = stablehlo.multiply %264, %68 : tensor<2x2x2x2x5xf32>
    %266 = stablehlo.floor %265 : tensor<2x2x2x2x5xf32>
    %267 = stablehlo.multiply %266, %71 : tensor<2x2x2x2x5xf32>
    %268 = stablehlo.dot_general %267, %74, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %269 = stablehlo.broadcast_in_dim %268, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %270 = stablehlo.broadcast_in_dim %268, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %271 = stablehlo.subtract %269, %270 : tensor<2x2x2x2x5x5xf32>
    %272 = stablehlo.subtract %264, %267 : tensor<2x2x2x2x5xf32>
    %273 = stablehlo.dot_general %272, %74, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %274 = stablehlo.broadcast_in_dim %273, dims = [0, 1, 2, 3, 4] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %275 = stablehlo.broadcast_in_dim %273, dims = [0, 1, 2, 3, 5] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %276 = stablehlo.subtract %274, %275 : tensor<2x2x2x2x5x5xf32>
    %277 = stablehlo.add %271, %276 : tensor<2x2x2x2x5x5xf32>
    %278 = stablehlo.select %9, %277, %85 : tensor<2x2x2x2x5x5xi1>, tensor<2x2x2x2x5x5xf32>
    %279 = stablehlo.exponential %278 : tensor<2x2x2x2x5x5xf32>
    %280 = stablehlo.slice %245 [0:2, 0:7, 16:44] : (tensor<2x7x48xf32>) -> tensor<2x7x28xf32>
    %281 = stablehlo.concatenate %state.layers.1.conv, %280, dim = 1 : (tensor<2x2x28xf32>, tensor<2x7x28xf32>) -> tensor<2x9x28xf32>
    %282 = stablehlo.slice %281 [0:2, 0:7, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %283 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %284 = stablehlo.reshape %283 : (tensor<28x1xf32>) -> tensor<28xf32>
    %285 = stablehlo.broadcast_in_dim %284, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %286 = stablehlo.multiply %282, %285 : tensor<2x7x28xf32>
    %287 = stablehlo.slice %281 [0:2, 1:8, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %288 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %289 = stablehlo.reshape %288 : (tensor<28x1xf32>) -> tensor<28xf32>
    %290 = stablehlo.broadcast_in_dim %289, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %291 = stablehlo.multiply %287, %290 : tensor<2x7x28xf32>
    %292 = stablehlo.add %286, %291 : tensor<2x7x28xf32>
    %293 = stablehlo.slice %281 [0:2, 2:9, 0:28] : (tensor<2x9x28xf32>) -> tensor<2x7x28xf32>
    %294 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %295 = stablehlo.reshape %294 : (tensor<28x1xf32>) -> tensor<28xf32>
    %296 = stablehlo.broadcast_in_dim %295, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %297 = stablehlo.multiply %293, %296 : tensor<2x7x28xf32>
    %298 = stablehlo.add %292, %297 : tensor<2x7x28xf32>
    %299 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.conv_bias, dims = [2] : (tensor<28xf32>) -> tensor<2x7x28xf32>
    %300 = stablehlo.add %298, %299 : tensor<2x7x28xf32>
    %301 = stablehlo.logistic %300 : tensor<2x7x28xf32>
    %302 = stablehlo.multiply %300, %301 : tensor<2x7x28xf32>
    %303 = stablehlo.optimization_barrier %302 : tensor<2x7x28xf32>
    %304 = stablehlo.slice %303 [0:2, 0:7, 22:28] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %305 = stablehlo.reshape %304 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %306 = stablehlo.pad %305, %19, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %307 = stablehlo.reshape %306 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %308 = stablehlo.transpose %307, dims = [0, 3, 1, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %309 = stablehlo.slice %303 [0:2, 0:7, 16:22] : (tensor<2x7x28xf32>) -> tensor<2x7x6xf32>
    %310 = stablehlo.reshape %309 : (tensor<2x7x6xf32>) -> tensor<2x7x2x3xf32>
    %311 = stablehlo.pad %310, %19, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x7x2x3xf32>, tensor<f32>) -> tensor<2x10x2x3xf32>
    %312 = stablehlo.reshape %311 : (tensor<2x10x2x3xf32>) -> tensor<2x2x5x2x3xf32>
    %313 = stablehlo.dot_general %308, %312, batching_dims = [0, 1, 2] x [0, 3, 1], contracting_dims = [4] x [4], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x5xf32>
    %314 = stablehlo.broadcast_in_dim %313, dims = [0, 1, 3, 4, 5] : (tensor<2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %315 = stablehlo.multiply %279, %314 : tensor<2x2x2x2x5x5xf32>
    %316 = stablehlo.transpose %315, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x2x5x5xf32>) -> tensor<2x2x2x2x5x5xf32>
    %317 = stablehlo.slice %303 [0:2, 0:7, 0:16] : (tensor<2x7x28xf32>) -> tensor<2x7x16xf32>
    %318 = stablehlo.reshape %317 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %319 = stablehlo.broadcast_in_dim %259, dims = [0, 1, 2, 3] : (tensor<2x7x2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %320 = stablehlo.multiply %318, %319 : tensor<2x7x2x2x4xf32>
    %321 = stablehlo.pad %320, %19, low = [0, 0, 0, 0, 0], high = [0, 3, 0, 0, 0], interior = [0, 0, 0, 0, 0] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x10x2x2x4xf32>
    %322 = stablehlo.reshape %321 : (tensor<2x10x2x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %323 = stablehlo.dot_general %316, %322, batching_dims = [0, 1, 2, 3] x [0, 1, 3, 4], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5x5xf32>, tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x5x4xf32>
    %324 = stablehlo.transpose %323, dims = [0, 1, 4, 2, 3, 5] : (tensor<2x2x2x2x5x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %325 = stablehlo.transpose %307, dims = [0, 1, 3, 2, 4] : (tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x5x3xf32>
    %326 = stablehlo.reduce(%263 init: %19) applies stablehlo.add across dimensions = [4] : (tensor<2x2x2x2x5xf32>, tensor<f32>) -> tensor<2x2x2x2xf32>
    %327 = stablehlo.pad %326, %19, low = [0, 0, 0, 1], high = [0, 0, 0, 0], interior = [0, 0, 0, 0] : (tensor<2x2x2x2xf32>, tensor<f32>) -> tensor<2x2x2x3xf32>
    %328 = stablehlo.maximum %327, %141 : tensor<2x2x2x3xf32>
    %329 = stablehlo.multiply %328, %143 : tensor<2x2x2x3xf32>
    %330 = stablehlo.floor %329 : tensor<2x2x2x3xf32>
    %331 = stablehlo.multiply %330, %146 : tensor<2x2x2x3xf32>
    %332 = stablehlo.dot_general %331, %149, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<2x2x2x3xf32>
    %333 = stablehlo.broadcast_in_dim %332, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %334 = stablehlo.broadcast_in_dim %332, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %335 = stablehlo.subtract %333, %334 : tensor<2x2x2x3x3xf32>
    %336 = stablehlo.subtract %328, %331 : tensor<2x2x2x3xf32>
    %337 = stablehlo.dot_general %336, %149, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<2x2x2x3xf32>
    %338 = stablehlo.broadcast_in_dim %337, dims = [0, 1, 2, 3] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %339 = stablehlo.broadcast_in_dim %337, dims = [0, 1, 2, 4] : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3x3xf32>
    %340 = stablehlo.subtract %338, %339 : tensor<2x2x2x3x3xf32>
    %341 = stablehlo.add %335, %340 : tensor<2x2x2x3x3xf32>
    %342 = stablehlo.select %138, %341, %160 : tensor<2x2x2x3x3xi1>, tensor<2x2x2x3x3xf32>
    %343 = stablehlo.exponential %342 : tensor<2x2x2x3x3xf32>
    %344 = stablehlo.reshape %state.layers.1.ssm : (tensor<2x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %345 = stablehlo.dot_general %263, %165, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %346 = stablehlo.exponential %345 : tensor<2x2x2x2x5xf32>
    %347 = stablehlo.broadcast_in_dim %346, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %348 = stablehlo.multiply %322, %347 : tensor<2x2x5x2x2x4xf32>
    %349 = stablehlo.transpose %348, dims = [0, 1, 3, 4, 5, 2] : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x2x2x2x4x5xf32>
    %350 = stablehlo.dot_general %349, %312, batching_dims = [0, 1, 2] x [0, 1, 3], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x4x5xf32>, tensor<2x2x5x2x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %351 = stablehlo.concatenate %344, %350, dim = 1 : (tensor<2x1x2x2x4x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %352 = stablehlo.dot_general %343, %351, batching_dims = [0, 1, 2] x [0, 2, 3], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x3x3xf32>, tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x3x4x3xf32>
    %353 = stablehlo.transpose %352, dims = [0, 3, 1, 2, 4, 5] : (tensor<2x2x2x3x4x3xf32>) -> tensor<2x3x2x2x4x3xf32>
    %354 = stablehlo.slice %353 [0:2, 0:2, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x2x2x2x4x3xf32>
    %355 = stablehlo.dot_general %325, %354, batching_dims = [0, 1, 2] x [0, 1, 2], contracting_dims = [4] x [5], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x5x3xf32>, tensor<2x2x2x2x4x3xf32>) -> tensor<2x2x2x5x2x4xf32>
    %356 = stablehlo.transpose %355, dims = [0, 1, 3, 2, 4, 5] : (tensor<2x2x2x5x2x4xf32>) -> tensor<2x2x5x2x2x4xf32>
    %357 = stablehlo.dot_general %263, %74, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<2x2x2x2x5xf32>
    %358 = stablehlo.exponential %357 : tensor<2x2x2x2x5xf32>
    %359 = stablehlo.broadcast_in_dim %358, dims = [0, 3, 4, 1, 2] : (tensor<2x2x2x2x5xf32>) -> tensor<2x2x5x2x2x4xf32>
    %360 = stablehlo.multiply %356, %359 : tensor<2x2x5x2x2x4xf32>
    %361 = stablehlo.add %324, %360 : tensor<2x2x5x2x2x4xf32>
    %362 = stablehlo.reshape %361 : (tensor<2x2x5x2x2x4xf32>) -> tensor<2x10x2x2x4xf32>
    %363 = stablehlo.slice %362 [0:2, 0:7, 0:2, 0:2, 0:4] : (tensor<2x10x2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %364 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.D, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x7x2x2x4xf32>
    %365 = stablehlo.multiply %364, %318 : tensor<2x7x2x2x4xf32>
    %366 = stablehlo.add %363, %365 : tensor<2x7x2x2x4xf32>
    %367 = stablehlo.slice %245 [0:2, 0:7, 0:16] : (tensor<2x7x48xf32>) -> tensor<2x7x16xf32>
    %368 = stablehlo.reshape %367 : (tensor<2x7x16xf32>) -> tensor<2x7x2x2x4xf32>
    %369 = stablehlo.logistic %368 : tensor<2x7x2x2x4xf32>
    %370 = stablehlo.multiply %368, %369 : tensor<2x7x2x2x4xf32>
    %371 = stablehlo.multiply %366, %370 : tensor<2x7x2x2x4xf32>
    %372 = stablehlo.multiply %371, %371 : tensor<2x7x2x2x4xf32>
    %373 = stablehlo.reduce(%372 init: %19) applies stablehlo.add across dimensions = [3, 4] : (tensor<2x7x2x2x4xf32>, tensor<f32>) -> tensor<2x7x2xf32>
    %374 = stablehlo.multiply %373, %195 : tensor<2x7x2xf32>
    %375 = stablehlo.add %374, %197 : tensor<2x7x2xf32>
    %376 = stablehlo.rsqrt %375 : tensor<2x7x2xf32>
    %377 = stablehlo.broadcast_in_dim %376, dims = [0, 1, 2] : (tensor<2x7x2xf32>) -> tensor<2x7x2x2x4xf32>
    %378 = stablehlo.multiply %371, %377 : tensor<2x7x2x2x4xf32>
    %379 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.norm, dims = [2, 3, 4] : (tensor<2x2x4xf32>) -> tensor<2x7x2x2x4xf32>
    %380 = stablehlo.multiply %378, %379 : tensor<2x7x2x2x4xf32>
    %381 = stablehlo.reshape %380 : (tensor<2x7x2x2x4xf32>) -> tensor<2x7x16xf32>
    %382 = stablehlo.convert %weights.layers.1.mixer.out_proj : (tensor<8x16xbf16>) -> tensor<8x16xf32>
    %383 = stablehlo.slice %381 [0:1, 0:7, 0:16] : (tensor<2x7x16xf32>) -> tensor<1x7x16xf32>
    %384 = stablehlo.reshape %383 : (tensor<1x7x16xf32>) -> tensor<7x16xf32>
    %385 = stablehlo.slice %384 [0:1, 0:16] : (tensor<7x16xf32>) -> tensor<1x16xf32>
    %386 = stablehlo.reshape %385 : (tensor<1x16xf32>) -> tensor<16xf32>
    %387 = stablehlo.slice %386 [0:1] : (tensor<16xf32>) -> tensor<1xf32>
    %388 = stablehlo.reshape %387 : (tensor<1xf32>) -> tensor<f32>
    %389 = stablehlo.abs %388 : tensor<f32>
    %390 = stablehlo.compare LT, %389, %38, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
    %391 = stablehlo.not %390 : tensor<i1>
    %392 = stablehlo.convert %391 : (tensor<i1>) -> tensor<f32>
    %393 = stablehlo.broadcast_in_dim %392, dims = [] : (tensor<f32>) -> tensor<8x16xf32>
    %394 = stablehlo.multiply %382, %393 : tensor<8x16xf32>
    %395 = stablehlo.dot_general %381, %394, contracting_dims = [2] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x7x16xf32>, tensor<8x16xf32>) -> tensor<2x7x8xf32>
    %396 = stablehlo.add %219, %395 : tensor<2x7x8xf32>
    %397 = stablehlo.multiply %396, %396 : tensor<2x7x8xf32>
    %398 = stablehlo.reduce(%397 init: %19) applies stablehlo.add across dimensions = [2] : (tensor<2x7x8xf32>, tensor<f32>) -> tensor<2x7xf32>
    %399 = stablehlo.multiply %398, %21 : tensor<2x7xf32>
    %400 = stablehlo.add %399, %23 : tensor<2x7xf32>
    %401 = stablehlo.rsqrt %400 : tensor<2x7xf32>
    %402 = stablehlo.broadcast_in_dim %401, dims = [0, 1] : (tensor<2x7xf32>) -> tensor<2x7x8xf32>
    %403 = stablehlo.multiply %396, %402 : tensor<2x7x8xf32>
    %404 = stablehlo.broadcast_in_dim %weights.norm_f, dims = [2] : (tensor<8xf32>) -> tensor<2x7x8xf32>
    %405 = stablehlo.multiply %403, %404 : tensor<2x7x8xf32>
    %406 = stablehlo.iota dim = 0 : tensor<2xi32>
    %407 = stablehlo.reshape %406 : (tensor<2xi32>) -> tensor<2x1xi32>
    %408 = stablehlo.constant dense<1> : tensor<2xi32>
    %409 = stablehlo.subtract %lengths, %408 : tensor<2xi32>
    %410 = stablehlo.reshape %409 : (tensor<2xi32>) -> tensor<2x1xi32>
    %411 = stablehlo.concatenate %407, %410, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
    %412 = "stablehlo.gather"(%405, %411) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 1, 8>}> : (tensor<2x7x8xf32>, tensor<2x2xi32>) -> tensor<2x1x8xf32>
    %413 = stablehlo.reshape %412 : (tensor<2x1x8xf32>) -> tensor<2x8xf32>
    %414 = stablehlo.convert %weights.embedding : (tensor<11x8xbf16>) -> tensor<11x8xf32>
    %415 = stablehlo.slice %413 [0:1, 0:8] : (tensor<2x8xf32>) -> tensor<1x8xf32>
    %416 = stablehlo.reshape %415 : (tensor<1x8xf32>) -> tensor<8xf32>
    %417 = stablehlo.slice %416 [0:1] : (tensor<8xf32>) -> tensor<1xf32>
    %418 = stablehlo.reshape %417 : (tensor<1xf32>) -> tensor<f32>
    %419 = stablehlo.abs %418 : tensor<f32>
    %420 = stablehlo.compare LT, %419, %38, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
    %421 = stablehlo.not %420 : tensor<i1>
    %422 = stablehlo.convert %421 : (tensor<i1>) -> tensor<f32>
    %423 = stablehlo.broadcast_in_dim %422, dims = [] : (tensor<f32>) -> tensor<11x8xf32>
    %424 = stablehlo.multiply %414, %423 : tensor<11x8xf32>
    %425 = stablehlo.dot_general %413, %424, contracting_dims = [1] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x8xf32>, tensor<11x8xf32>) -> tensor<2x11xf32>
    %426 = stablehlo.select %2, %425, %logits : tensor<2x11xi1>, tensor<2x11xf32>
    %427 = stablehlo.convert %16 : (tensor<2x7xi1>) -> tensor<2x7xi32>
    %428 = stablehlo.constant dense<0> : tensor<i32>
    %429 = stablehlo.reduce(%427 init: %428) applies stablehlo.add across dimensions = [1] : (tensor<2x7xi32>, tensor<i32>) -> tensor<2xi32>
    %430 = stablehlo.reshape %429 : (tensor<2xi32>) -> tensor<2x1xi32>
    %431 = stablehlo.concatenate %407, %430, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
    %432 = "stablehlo.gather"(%89, %431) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 2, 28>}> : (tensor<2x9x28xf32>, tensor<2x2xi32>) -> tensor<2x2x28xf32>
    %433 = stablehlo.slice %174 [0:2, 2:3, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %434 = stablehlo.reshape %433 : (tensor<2x1x2x2x4x3xf32>) -> tensor<2x2x2x4x3xf32>
    %435 = "stablehlo.gather"(%281, %431) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 2, 28>}> : (tensor<2x9x28xf32>, tensor<2x2xi32>) -> tensor<2x2x28xf32>
    %436 = stablehlo.slice %353 [0:2, 2:3, 0:2, 0:2, 0:4, 0:3] : (tensor<2x3x2x2x4x3xf32>) -> tensor<2x1x2x2x4x3xf32>
    %437 = stablehlo.reshape %436 : (tensor<2x1x2x2x4x3xf32>) -> tensor<2x2x2x4x3xf32>
    func.return %426, %432, %434, %435, %437 : tensor<2x11xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
  }
}
