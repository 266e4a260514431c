module @inspect {
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
      %ids: tensor<1x7xi32>
  ) -> (tensor<1x7x8xf32>, tensor<1x7x8xf32>, tensor<1x7x11xf32>) {
    // result 0: hidden.0
    // result 1: hidden.1
    // result 2: logits
    %0 = "stablehlo.gather"(%weights.embedding, %ids) <{dimension_numbers = #stablehlo.gather<offset_dims = [2], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 2>, indices_are_sorted = false, slice_sizes = array<i64: 1, 8>}> : (tensor<11x8xbf16>, tensor<1x7xi32>) -> tensor<1x7x8xbf16>
    %1 = stablehlo.convert %0 : (tensor<1x7x8xbf16>) -> tensor<1x7x8xf32>
    %2 = stablehlo.iota dim = 0 : tensor<5xi32>
    %3 = stablehlo.broadcast_in_dim %2, dims = [0] : (tensor<5xi32>) -> tensor<5x5xi32>
    %4 = stablehlo.broadcast_in_dim %2, dims = [1] : (tensor<5xi32>) -> tensor<5x5xi32>
    %5 = stablehlo.compare GE, %3, %4, SIGNED : (tensor<5x5xi32>, tensor<5x5xi32>) -> tensor<5x5xi1>
    %6 = stablehlo.broadcast_in_dim %5, dims = [4, 5] : (tensor<5x5xi1>) -> tensor<1x2x2x2x5x5xi1>
    %7 = stablehlo.exponential %weights.layers.0.mixer.A_log : tensor<2x2xf32>
    %8 = stablehlo.negate %7 : tensor<2x2xf32>
    %9 = stablehlo.broadcast_in_dim %8, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<1x7x2x2xf32>
    %10 = stablehlo.constant dense<true> : tensor<1x7xi1>
    %11 = stablehlo.broadcast_in_dim %10, dims = [0, 1] : (tensor<1x7xi1>) -> tensor<1x7x2x2xi1>
    %12 = stablehlo.multiply %1, %1 : tensor<1x7x8xf32>
    %13 = stablehlo.constant dense<0.0> : tensor<f32>
    %14 = stablehlo.reduce(%12 init: %13) applies stablehlo.add across dimensions = [2] : (tensor<1x7x8xf32>, tensor<f32>) -> tensor<1x7xf32>
    %15 = stablehlo.constant dense<0.125> : tensor<1x7xf32>
    %16 = stablehlo.multiply %14, %15 : tensor<1x7xf32>
    %17 = stablehlo.constant dense<1.0e-05> : tensor<1x7xf32>
    %18 = stablehlo.add %16, %17 : tensor<1x7xf32>
    %19 = stablehlo.rsqrt %18 : tensor<1x7xf32>
    %20 = stablehlo.broadcast_in_dim %19, dims = [0, 1] : (tensor<1x7xf32>) -> tensor<1x7x8xf32>
    %21 = stablehlo.multiply %1, %20 : tensor<1x7x8xf32>
    %22 = stablehlo.broadcast_in_dim %weights.layers.0.norm, dims = [2] : (tensor<8xf32>) -> tensor<1x7x8xf32>
    %23 = stablehlo.multiply %21, %22 : tensor<1x7x8xf32>
    %24 = stablehlo.convert %23 : (tensor<1x7x8xf32>) -> tensor<1x7x8xbf16>
    %25 = stablehlo.dot_general %24, %weights.layers.0.mixer.in_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<1x7x8xbf16>, tensor<48x8xbf16>) -> tensor<1x7x48xf32>
    %26 = stablehlo.slice %25 [0:1, 0:7, 44:48] : (tensor<1x7x48xf32>) -> tensor<1x7x4xf32>
    %27 = stablehlo.reshape %26 : (tensor<1x7x4xf32>) -> tensor<1x7x2x2xf32>
    %28 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.dt_bias, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<1x7x2x2xf32>
    %29 = stablehlo.add %27, %28 : tensor<1x7x2x2xf32>
    %30 = stablehlo.constant dense<0.0> : tensor<1x7x2x2xf32>
    %31 = stablehlo.maximum %29, %30 : tensor<1x7x2x2xf32>
    %32 = stablehlo.abs %29 : tensor<1x7x2x2xf32>
    %33 = stablehlo.negate %32 : tensor<1x7x2x2xf32>
    %34 = stablehlo.exponential %33 : tensor<1x7x2x2xf32>
    %35 = stablehlo.log_plus_one %34 : tensor<1x7x2x2xf32>
    %36 = stablehlo.add %31, %35 : tensor<1x7x2x2xf32>
    %37 = stablehlo.constant dense<0.001> : tensor<1x7x2x2xf32>
    %38 = stablehlo.maximum %36, %37 : tensor<1x7x2x2xf32>
    %39 = stablehlo.constant dense<100.0> : tensor<1x7x2x2xf32>
    %40 = stablehlo.minimum %38, %39 : tensor<1x7x2x2xf32>
    %41 = stablehlo.select %11, %40, %30 : tensor<1x7x2x2xi1>, tensor<1x7x2x2xf32>
    %42 = stablehlo.optimization_barrier %41 : tensor<1x7x2x2xf32>
    %43 = stablehlo.multiply %9, %42 : tensor<1x7x2x2xf32>
    %44 = stablehlo.pad %43, %13, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<1x7x2x2xf32>, tensor<f32>) -> tensor<1x10x2x2xf32>
    %45 = stablehlo.reshape %44 : (tensor<1x10x2x2xf32>) -> tensor<1x2x5x2x2xf32>
    %46 = stablehlo.transpose %45, dims = [0, 3, 4, 1, 2] : (tensor<1x2x5x2x2xf32>) -> tensor<1x2x2x2x5xf32>
    %47 = stablehlo.constant dense<-128.0> : tensor<1x2x2x2x5xf32>
    %48 = stablehlo.maximum %46, %47 : tensor<1x2x2x2x5xf32>
    %49 = stablehlo.constant dense<16384.0> : tensor<1x2x2x2x5xf32>
    %50 = stablehlo.multiply %48, %49 : tensor<1x2x2x2x5xf32>
    %51 = stablehlo.floor %50 : tensor<1x2x2x2x5xf32>
    %52 = stablehlo.constant dense<6.1035156e-05> : tensor<1x2x2x2x5xf32>
    %53 = stablehlo.multiply %51, %52 : tensor<1x2x2x2x5xf32>
    %54 = stablehlo.reshape %53 : (tensor<1x2x2x2x5xf32>) -> tensor<1x2x2x2x1x5xf32>
    %55 = stablehlo.subtract %48, %53 : tensor<1x2x2x2x5xf32>
    %56 = stablehlo.reshape %55 : (tensor<1x2x2x2x5xf32>) -> tensor<1x2x2x2x1x5xf32>
    %57 = stablehlo.concatenate %54, %56, dim = 4 : (tensor<1x2x2x2x1x5xf32>, tensor<1x2x2x2x1x5xf32>) -> tensor<1x2x2x2x2x5xf32>
    %58 = stablehlo.compare LE, %3, %4, SIGNED : (tensor<5x5xi32>, tensor<5x5xi32>) -> tensor<5x5xi1>
    %59 = stablehlo.convert %58 : (tensor<5x5xi1>) -> tensor<5x5xf32>
    %60 = stablehlo.dot_general %57, %59, contracting_dims = [5] x [0], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<1x2x2x2x2x5xf32>
    %61 = stablehlo.slice %60 [0:1, 0:2, 0:2, 0:2, 0:1, 0:5] : (tensor<1x2x2x2x2x5xf32>) -> tensor<1x2x2x2x1x5xf32>
    %62 = stablehlo.reshape %61 : (tensor<1x2x2x2x1x5xf32>) -> tensor<1x2x2x2x5xf32>
    %63 = stablehlo.broadcast_in_dim %62, dims = [0, 1, 2, 3, 4] : (tensor<1x2x2x2x5xf32>) -> tensor<1x2x2x2x5x5xf32>
    %64 = stablehlo.broadcast_in_dim %62, dims = [0, 1, 2, 3, 5] : (tensor<1x2x2x2x5xf32>) -> tensor<1x2x2x2x5x5xf32>
    %65 = stablehlo.subtract %63, %64 : tensor<1x2x2x2x5x5xf32>
    %66 = stablehlo.slice %60 [0:1, 0:2, 0:2, 0:2, 1:2, 0:5] : (tensor<1x2x2x2x2x5xf32>) -> tensor<1x2x2x2x1x5xf32>
    %67 = stablehlo.reshape %66 : (tensor<1x2x2x2x1x5xf32>) -> tensor<1x2x2x2x5xf32>
    %68 = stablehlo.broadcast_in_dim %67, dims = [0, 1, 2, 3, 4] : (tensor<1x2x2x2x5xf32>) -> tensor<1x2x2x2x5x5xf32>
    %69 = stablehlo.broadcast_in_dim %67, dims = [0, 1, 2, 3, 5] : (tensor<1x2x2x2x5xf32>) -> tensor<1x2x2x2x5x5xf32>
    %70 = stablehlo.subtract %68, %69 : tensor<1x2x2x2x5x5xf32>
    %71 = stablehlo.add %65, %70 : tensor<1x2x2x2x5x5xf32>
    %72 = stablehlo.constant dense<0xFF800000> : tensor<1x2x2x2x5x5xf32>
    %73 = stablehlo.select %6, %71, %72 : tensor<1x2x2x2x5x5xi1>, tensor<1x2x2x2x5x5xf32>
    %74 = stablehlo.exponential %73 : tensor<1x2x2x2x5x5xf32>
    %75 = stablehlo.constant dense<0.0> : tensor<1x2x28xf32>
    %76 = stablehlo.slice %25 [0:1, 0:7, 16:44] : (tensor<1x7x48xf32>) -> tensor<1x7x28xf32>
    %77 = stablehlo.concatenate %75, %76, dim = 1 : (tensor<1x2x28xf32>, tensor<1x7x28xf32>) -> tensor<1x9x28xf32>
    %78 = stablehlo.slice %77 [0:1, 0:7, 0:28] : (tensor<1x9x28xf32>) -> tensor<1x7x28xf32>
    %79 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %80 = stablehlo.reshape %79 : (tensor<28x1xf32>) -> tensor<28xf32>
    %81 = stablehlo.broadcast_in_dim %80, dims = [2] : (tensor<28xf32>) -> tensor<1x7x28xf32>
    %82 = stablehlo.multiply %78, %81 : tensor<1x7x28xf32>
    %83 = stablehlo.slice %77 [0:1, 1:8, 0:28] : (tensor<1x9x28xf32>) -> tensor<1x7x28xf32>
    %84 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %85 = stablehlo.reshape %84 : (tensor<28x1xf32>) -> tensor<28xf32>
    %86 = stablehlo.broadcast_in_dim %85, dims = [2] : (tensor<28xf32>) -> tensor<1x7x28xf32>
    %87 = stablehlo.multiply %83, %86 : tensor<1x7x28xf32>
    %88 = stablehlo.add %82, %87 : tensor<1x7x28xf32>
    %89 = stablehlo.slice %77 [0:1, 2:9, 0:28] : (tensor<1x9x28xf32>) -> tensor<1x7x28xf32>
    %90 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %91 = stablehlo.reshape %90 : (tensor<28x1xf32>) -> tensor<28xf32>
    %92 = stablehlo.broadcast_in_dim %91, dims = [2] : (tensor<28xf32>) -> tensor<1x7x28xf32>
    %93 = stablehlo.multiply %89, %92 : tensor<1x7x28xf32>
    %94 = stablehlo.add %88, %93 : tensor<1x7x28xf32>
    %95 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.conv_bias, dims = [2] : (tensor<28xf32>) -> tensor<1x7x28xf32>
    %96 = stablehlo.add %94, %95 : tensor<1x7x28xf32>
    %97 = stablehlo.logistic %96 : tensor<1x7x28xf32>
    %98 = stablehlo.multiply %96, %97 : tensor<1x7x28xf32>
    %99 = stablehlo.optimization_barrier %98 : tensor<1x7x28xf32>
    %100 = stablehlo.slice %99 [0:1, 0:7, 22:28] : (tensor<1x7x28xf32>) -> tensor<1x7x6xf32>
    %101 = stablehlo.reshape %100 : (tensor<1x7x6xf32>) -> tensor<1x7x2x3xf32>
    %102 = stablehlo.pad %101, %13, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<1x7x2x3xf32>, tensor<f32>) -> tensor<1x10x2x3xf32>
    %103 = stablehlo.reshape %102 : (tensor<1x10x2x3xf32>) -> tensor<1x2x5x2x3xf32>
    %104 = stablehlo.transpose %103, dims = [0, 3, 1, 2, 4] : (tensor<1x2x5x2x3xf32>) -> tensor<1x2x2x5x3xf32>
    %105 = stablehlo.slice %99 [0:1, 0:7, 16:22] : (tensor<1x7x28xf32>) -> tensor<1x7x6xf32>
    %106 = stablehlo.reshape %105 : (tensor<1x7x6xf32>) -> tensor<1x7x2x3xf32>
    %107 = stablehlo.pad %106, %13, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<1x7x2x3xf32>, tensor<f32>) -> tensor<1x10x2x3xf32>
    %108 = stablehlo.reshape %107 : (tensor<1x10x2x3xf32>) -> tensor<1x2x5x2x3xf32>
    %109 = stablehlo.dot_general %104, %108, batching_dims = [0, 1, 2] x [0, 3, 1], contracting_dims = [4] x [4], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x5x3xf32>, tensor<1x2x5x2x3xf32>) -> tensor<1x2x2x5x5xf32>
    %110 = stablehlo.broadcast_in_dim %109, dims = [0, 1, 3, 4, 5] : (tensor<1x2x2x5x5xf32>) -> tensor<1x2x2x2x5x5xf32>
    %111 = stablehlo.multiply %74, %110 : tensor<1x2x2x2x5x5xf32>
    %112 = stablehlo.transpose %111, dims = [0, 3, 1, 2, 4, 5] : (tensor<1x2x2x2x5x5xf32>) -> tensor<1x2x2x2x5x5xf32>
    %113 = stablehlo.slice %99 [0:1, 0:7, 0:16] : (tensor<1x7x28xf32>) -> tensor<1x7x16xf32>
    %114 = stablehlo.reshape %113 : (tensor<1x7x16xf32>) -> tensor<1x7x2x2x4xf32>
    %115 = stablehlo.broadcast_in_dim %42, dims = [0, 1, 2, 3] : (tensor<1x7x2x2xf32>) -> tensor<1x7x2x2x4xf32>
    %116 = stablehlo.multiply %114, %115 : tensor<1x7x2x2x4xf32>
    %117 = stablehlo.pad %116, %13, low = [0, 0, 0, 0, 0], high = [0, 3, 0, 0, 0], interior = [0, 0, 0, 0, 0] : (tensor<1x7x2x2x4xf32>, tensor<f32>) -> tensor<1x10x2x2x4xf32>
    %118 = stablehlo.reshape %117 : (tensor<1x10x2x2x4xf32>) -> tensor<1x2x5x2x2x4xf32>
    %119 = stablehlo.dot_general %112, %118, batching_dims = [0, 1, 2, 3] x [0, 1, 3, 4], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x2x5x5xf32>, tensor<1x2x5x2x2x4xf32>) -> tensor<1x2x2x2x5x4xf32>
    %120 = stablehlo.transpose %119, dims = [0, 1, 4, 2, 3, 5] : (tensor<1x2x2x2x5x4xf32>) -> tensor<1x2x5x2x2x4xf32>
    %121 = stablehlo.transpose %103, dims = [0, 1, 3, 2, 4] : (tensor<1x2x5x2x3xf32>) -> tensor<1x2x2x5x3xf32>
    %122 = stablehlo.iota dim = 0 : tensor<3xi32>
    %123 = stablehlo.broadcast_in_dim %122, dims = [0] : (tensor<3xi32>) -> tensor<3x3xi32>
    %124 = stablehlo.broadcast_in_dim %122, dims = [1] : (tensor<3xi32>) -> tensor<3x3xi32>
    %125 = stablehlo.compare GE, %123, %124, SIGNED : (tensor<3x3xi32>, tensor<3x3xi32>) -> tensor<3x3xi1>
    %126 = stablehlo.broadcast_in_dim %125, dims = [3, 4] : (tensor<3x3xi1>) -> tensor<1x2x2x3x3xi1>
    %127 = stablehlo.add %62, %67 : tensor<1x2x2x2x5xf32>
    %128 = stablehlo.slice %127 [0:1, 0:2, 0:2, 0:2, 4:5] : (tensor<1x2x2x2x5xf32>) -> tensor<1x2x2x2x1xf32>
    %129 = stablehlo.reshape %128 : (tensor<1x2x2x2x1xf32>) -> tensor<1x2x2x2xf32>
    %130 = stablehlo.pad %129, %13, low = [0, 0, 0, 1], high = [0, 0, 0, 0], interior = [0, 0, 0, 0] : (tensor<1x2x2x2xf32>, tensor<f32>) -> tensor<1x2x2x3xf32>
    %131 = stablehlo.constant dense<-128.0> : tensor<1x2x2x3xf32>
    %132 = stablehlo.maximum %130, %131 : tensor<1x2x2x3xf32>
    %133 = stablehlo.constant dense<32768.0> : tensor<1x2x2x3xf32>
    %134 = stablehlo.multiply %132, %133 : tensor<1x2x2x3xf32>
    %135 = stablehlo.floor %134 : tensor<1x2x2x3xf32>
    %136 = stablehlo.constant dense<3.0517578e-05> : tensor<1x2x2x3xf32>
    %137 = stablehlo.multiply %135, %136 : tensor<1x2x2x3xf32>
    %138 = stablehlo.reshape %137 : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x1x3xf32>
    %139 = stablehlo.subtract %132, %137 : tensor<1x2x2x3xf32>
    %140 = stablehlo.reshape %139 : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x1x3xf32>
    %141 = stablehlo.concatenate %138, %140, dim = 3 : (tensor<1x2x2x1x3xf32>, tensor<1x2x2x1x3xf32>) -> tensor<1x2x2x2x3xf32>
    %142 = stablehlo.compare LE, %123, %124, SIGNED : (tensor<3x3xi32>, tensor<3x3xi32>) -> tensor<3x3xi1>
    %143 = stablehlo.convert %142 : (tensor<3x3xi1>) -> tensor<3x3xf32>
    %144 = stablehlo.dot_general %141, %143, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<1x2x2x2x3xf32>
    %145 = stablehlo.slice %144 [0:1, 0:2, 0:2, 0:1, 0:3] : (tensor<1x2x2x2x3xf32>) -> tensor<1x2x2x1x3xf32>
    %146 = stablehlo.reshape %145 : (tensor<1x2x2x1x3xf32>) -> tensor<1x2x2x3xf32>
    %147 = stablehlo.broadcast_in_dim %146, dims = [0, 1, 2, 3] : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x3x3xf32>
    %148 = stablehlo.broadcast_in_dim %146, dims = [0, 1, 2, 4] : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x3x3xf32>
    %149 = stablehlo.subtract %147, %148 : tensor<1x2x2x3x3xf32>
    %150 = stablehlo.slice %144 [0:1, 0:2, 0:2, 1:2, 0:3] : (tensor<1x2x2x2x3xf32>) -> tensor<1x2x2x1x3xf32>
    %151 = stablehlo.reshape %150 : (tensor<1x2x2x1x3xf32>) -> tensor<1x2x2x3xf32>
    %152 = stablehlo.broadcast_in_dim %151, dims = [0, 1, 2, 3] : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x3x3xf32>
    %153 = stablehlo.broadcast_in_dim %151, dims = [0, 1, 2, 4] : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x3x3xf32>
    %154 = stablehlo.subtract %152, %153 : tensor<1x2x2x3x3xf32>
    %155 = stablehlo.add %149, %154 : tensor<1x2x2x3x3xf32>
    %156 = stablehlo.constant dense<0xFF800000> : tensor<1x2x2x3x3xf32>
    %157 = stablehlo.select %126, %155, %156 : tensor<1x2x2x3x3xi1>, tensor<1x2x2x3x3xf32>
    %158 = stablehlo.exponential %157 : tensor<1x2x2x3x3xf32>
    %159 = stablehlo.constant dense<0.0> : tensor<1x2x2x4x3xf32>
    %160 = stablehlo.reshape %159 : (tensor<1x2x2x4x3xf32>) -> tensor<1x1x2x2x4x3xf32>
    %161 = stablehlo.slice %62 [0:1, 0:2, 0:2, 0:2, 4:5] : (tensor<1x2x2x2x5xf32>) -> tensor<1x2x2x2x1xf32>
    %162 = stablehlo.reshape %161 : (tensor<1x2x2x2x1xf32>) -> tensor<1x2x2x2xf32>
    %163 = stablehlo.broadcast_in_dim %162, dims = [0, 1, 2, 3] : (tensor<1x2x2x2xf32>) -> tensor<1x2x2x2x5xf32>
    %164 = stablehlo.subtract %163, %62 : tensor<1x2x2x2x5xf32>
    %165 = stablehlo.slice %67 [0:1, 0:2, 0:2, 0:2, 4:5] : (tensor<1x2x2x2x5xf32>) -> tensor<1x2x2x2x1xf32>
    %166 = stablehlo.reshape %165 : (tensor<1x2x2x2x1xf32>) -> tensor<1x2x2x2xf32>
    %167 = stablehlo.broadcast_in_dim %166, dims = [0, 1, 2, 3] : (tensor<1x2x2x2xf32>) -> tensor<1x2x2x2x5xf32>
    %168 = stablehlo.subtract %167, %67 : tensor<1x2x2x2x5xf32>
    %169 = stablehlo.add %164, %168 : tensor<1x2x2x2x5xf32>
    %170 = stablehlo.exponential %169 : tensor<1x2x2x2x5xf32>
    %171 = stablehlo.broadcast_in_dim %170, dims = [0, 3, 4, 1, 2] : (tensor<1x2x2x2x5xf32>) -> tensor<1x2x5x2x2x4xf32>
    %172 = stablehlo.multiply %118, %171 : tensor<1x2x5x2x2x4xf32>
    %173 = stablehlo.transpose %172, dims = [0, 1, 3, 4, 5, 2] : (tensor<1x2x5x2x2x4xf32>) -> tensor<1x2x2x2x4x5xf32>
    %174 = stablehlo.dot_general %173, %108, batching_dims = [0, 1, 2] x [0, 1, 3], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x2x4x5xf32>, tensor<1x2x5x2x3xf32>) -> tensor<1x2x2x2x4x3xf32>
    %175 = stablehlo.concatenate %160, %174, dim = 1 : (tensor<1x1x2x2x4x3xf32>, tensor<1x2x2x2x4x3xf32>) -> tensor<1x3x2x2x4x3xf32>
    %176 = stablehlo.dot_general %158, %175, batching_dims = [0, 1, 2] x [0, 2, 3], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x3x3xf32>, tensor<1x3x2x2x4x3xf32>) -> tensor<1x2x2x3x4x3xf32>
    %177 = stablehlo.transpose %176, dims = [0, 3, 1, 2, 4, 5] : (tensor<1x2x2x3x4x3xf32>) -> tensor<1x3x2x2x4x3xf32>
    %178 = stablehlo.slice %177 [0:1, 0:2, 0:2, 0:2, 0:4, 0:3] : (tensor<1x3x2x2x4x3xf32>) -> tensor<1x2x2x2x4x3xf32>
    %179 = stablehlo.dot_general %121, %178, batching_dims = [0, 1, 2] x [0, 1, 2], contracting_dims = [4] x [5], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x5x3xf32>, tensor<1x2x2x2x4x3xf32>) -> tensor<1x2x2x5x2x4xf32>
    %180 = stablehlo.transpose %179, dims = [0, 1, 3, 2, 4, 5] : (tensor<1x2x2x5x2x4xf32>) -> tensor<1x2x5x2x2x4xf32>
    %181 = stablehlo.exponential %127 : tensor<1x2x2x2x5xf32>
    %182 = stablehlo.broadcast_in_dim %181, dims = [0, 3, 4, 1, 2] : (tensor<1x2x2x2x5xf32>) -> tensor<1x2x5x2x2x4xf32>
    %183 = stablehlo.multiply %180, %182 : tensor<1x2x5x2x2x4xf32>
    %184 = stablehlo.add %120, %183 : tensor<1x2x5x2x2x4xf32>
    %185 = stablehlo.reshape %184 : (tensor<1x2x5x2x2x4xf32>) -> tensor<1x10x2x2x4xf32>
    %186 = stablehlo.slice %185 [0:1, 0:7, 0:2, 0:2, 0:4] : (tensor<1x10x2x2x4xf32>) -> tensor<1x7x2x2x4xf32>
    %187 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.D, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<1x7x2x2x4xf32>
    %188 = stablehlo.multiply %187, %114 : tensor<1x7x2x2x4xf32>
    %189 = stablehlo.add %186, %188 : tensor<1x7x2x2x4xf32>
    %190 = stablehlo.slice %25 [0:1, 0:7, 0:16] : (tensor<1x7x48xf32>) -> tensor<1x7x16xf32>
    %191 = stablehlo.reshape %190 : (tensor<1x7x16xf32>) -> tensor<1x7x2x2x4xf32>
    %192 = stablehlo.logistic %191 : tensor<1x7x2x2x4xf32>
    %193 = stablehlo.multiply %191, %192 : tensor<1x7x2x2x4xf32>
    %194 = stablehlo.multiply %189, %193 : tensor<1x7x2x2x4xf32>
    %195 = stablehlo.multiply %194, %194 : tensor<1x7x2x2x4xf32>
    %196 = stablehlo.reduce(%195 init: %13) applies stablehlo.add across dimensions = [3, 4] : (tensor<1x7x2x2x4xf32>, tensor<f32>) -> tensor<1x7x2xf32>
    %197 = stablehlo.constant dense<0.125> : tensor<1x7x2xf32>
    %198 = stablehlo.multiply %196, %197 : tensor<1x7x2xf32>
    %199 = stablehlo.constant dense<1.0e-05> : tensor<1x7x2xf32>
    %200 = stablehlo.add %198, %199 : tensor<1x7x2xf32>
    %201 = stablehlo.rsqrt %200 : tensor<1x7x2xf32>
    %202 = stablehlo.broadcast_in_dim %201, dims = [0, 1, 2] : (tensor<1x7x2xf32>) -> tensor<1x7x2x2x4xf32>
    %203 = stablehlo.multiply %194, %202 : tensor<1x7x2x2x4xf32>
    %204 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.norm, dims = [2, 3, 4] : (tensor<2x2x4xf32>) -> tensor<1x7x2x2x4xf32>
    %205 = stablehlo.multiply %203, %204 : tensor<1x7x2x2x4xf32>
    %206 = stablehlo.reshape %205 : (tensor<1x7x2x2x4xf32>) -> tensor<1x7x16xf32>
    %207 = stablehlo.convert %206 : (tensor<1x7x16xf32>) -> tensor<1x7x16xbf16>
    %208 = stablehlo.dot_general %207, %weights.layers.0.mixer.out_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<1x7x16xbf16>, tensor<8x16xbf16>) -> tensor<1x7x8xf32>
    %209 = stablehlo.add %1, %208 : tensor<1x7x8xf32>
    %210 = stablehlo.exponential %weights.layers.1.mixer.A_log : tensor<2x2xf32>
    %211 = stablehlo.negate %210 : tensor<2x2xf32>
    %212 = stablehlo.broadcast_in_dim %211, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<1x7x2x2xf32>
    %213 = stablehlo.multiply %209, %209 : tensor<1x7x8xf32>
    %214 = stablehlo.reduce(%213 init: %13) applies stablehlo.add across dimensions = [2] : (tensor<1x7x8xf32>, tensor<f32>) -> tensor<1x7xf32>
    %215 = stablehlo.multiply %214, %15 : tensor<1x7xf32>
    %216 = stablehlo.add %215, %17 : tensor<1x7xf32>
    %217 = stablehlo.rsqrt %216 : tensor<1x7xf32>
    %218 = stablehlo.broadcast_in_dim %217, dims = [0, 1] : (tensor<1x7xf32>) -> tensor<1x7x8xf32>
    %219 = stablehlo.multiply %209, %218 : tensor<1x7x8xf32>
    %220 = stablehlo.broadcast_in_dim %weights.layers.1.norm, dims = [2] : (tensor<8xf32>) -> tensor<1x7x8xf32>
    %221 = stablehlo.multiply %219, %220 : tensor<1x7x8xf32>
    %222 = stablehlo.convert %221 : (tensor<1x7x8xf32>) -> tensor<1x7x8xbf16>
    %223 = stablehlo.dot_general %222, %weights.layers.1.mixer.in_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<1x7x8xbf16>, tensor<48x8xbf16>) -> tensor<1x7x48xf32>
    %224 = stablehlo.slice %223 [0:1, 0:7, 44:48] : (tensor<1x7x48xf32>) -> tensor<1x7x4xf32>
    %225 = stablehlo.reshape %224 : (tensor<1x7x4xf32>) -> tensor<1x7x2x2xf32>
    %226 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.dt_bias, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<1x7x2x2xf32>
    %227 = stablehlo.add %225, %226 : tensor<1x7x2x2xf32>
    %228 = stablehlo.maximum %227, %30 : tensor<1x7x2x2xf32>
    %229 = stablehlo.abs %227 : tensor<1x7x2x2xf32>
    %230 = stablehlo.negate %229 : tensor<1x7x2x2xf32>
    %231 = stablehlo.exponential %230 : tensor<1x7x2x2xf32>
    %232 = stablehlo.log_plus_one %231 : tensor<1x7x2x2xf32>
    %233 = stablehlo.add %228, %232 : tensor<1x7x2x2xf32>
    %234 = stablehlo.maximum %233, %37 : tensor<1x7x2x2xf32>
    %235 = stablehlo.minimum %234, %39 : tensor<1x7x2x2xf32>
    %236 = stablehlo.select %11, %235, %30 : tensor<1x7x2x2xi1>, tensor<1x7x2x2xf32>
    %237 = stablehlo.optimization_barrier %236 : tensor<1x7x2x2xf32>
    %238 = stablehlo.multiply %212, %237 : tensor<1x7x2x2xf32>
    %239 = stablehlo.pad %238, %13, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<1x7x2x2xf32>, tensor<f32>) -> tensor<1x10x2x2xf32>
    %240 = stablehlo.reshape %239 : (tensor<1x10x2x2xf32>) -> tensor<1x2x5x2x2xf32>
    %241 = stablehlo.transpose %240, dims = [0, 3, 4, 1, 2] : (tensor<1x2x5x2x2xf32>) -> tensor<1x2x2x2x5xf32>
    %242 = stablehlo.maximum %241, %47 : tensor<1x2x2x2x5xf32>
    %243 = stablehlo.multiply %242, %49 : tensor<1x2x2x2x5xf32>
    %244 = stablehlo.floor %243 : tensor<1x2x2x2x5xf32>
    %245 = stablehlo.multiply %244, %52 : tensor<1x2x2x2x5xf32>
    %246 = stablehlo.reshape %245 : (tensor<1x2x2x2x5xf32>) -> tensor<1x2x2x2x1x5xf32>
    %247 = stablehlo.subtract %242, %245 : tensor<1x2x2x2x5xf32>
    %248 = stablehlo.reshape %247 : (tensor<1x2x2x2x5xf32>) -> tensor<1x2x2x2x1x5xf32>
    %249 = stablehlo.concatenate %246, %248, dim = 4 : (tensor<1x2x2x2x1x5xf32>, tensor<1x2x2x2x1x5xf32>) -> tensor<1x2x2x2x2x5xf32>
    %250 = stablehlo.dot_general %249, %59, contracting_dims = [5] x [0], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<1x2x2x2x2x5xf32>
    %251 = stablehlo.slice %250 [0:1, 0:2, 0:2, 0:2, 0:1, 0:5] : (tensor<1x2x2x2x2x5xf32>) -> tensor<1x2x2x2x1x5xf32>
    %252 = stablehlo.reshape %251 : (tensor<1x2x2x2x1x5xf32>) -> tensor<1x2x2x2x5xf32>
    %253 = stablehlo.broadcast_in_dim %252, dims = [0, 1, 2, 3, 4] : (tensor<1x2x2x2x5xf32>) -> tensor<1x2x2x2x5x5xf32>
    %254 = stablehlo.broadcast_in_dim %252, dims = [0, 1, 2, 3, 5] : (tensor<1x2x2x2x5xf32>) -> tensor<1x2x2x2x5x5xf32>
    %255 = stablehlo.subtract %253, %254 : tensor<1x2x2x2x5x5xf32>
    %256 = stablehlo.slice %250 [0:1, 0:2, 0:2, 0:2, 1:2, 0:5] : (tensor<1x2x2x2x2x5xf32>) -> tensor<1x2x2x2x1x5xf32>
    %257 = stablehlo.reshape %256 : (tensor<1x2x2x2x1x5xf32>) -> tensor<1x2x2x2x5xf32>
    %258 = stablehlo.broadcast_in_dim %257, dims = [0, 1, 2, 3, 4] : (tensor<1x2x2x2x5xf32>) -> tensor<1x2x2x2x5x5xf32>
    %259 = stablehlo.broadcast_in_dim %257, dims = [0, 1, 2, 3, 5] : (tensor<1x2x2x2x5xf32>) -> tensor<1x2x2x2x5x5xf32>
    %260 = stablehlo.subtract %258, %259 : tensor<1x2x2x2x5x5xf32>
    %261 = stablehlo.add %255, %260 : tensor<1x2x2x2x5x5xf32>
    %262 = stablehlo.select %6, %261, %72 : tensor<1x2x2x2x5x5xi1>, tensor<1x2x2x2x5x5xf32>
    %263 = stablehlo.exponential %262 : tensor<1x2x2x2x5x5xf32>
    %264 = stablehlo.slice %223 [0:1, 0:7, 16:44] : (tensor<1x7x48xf32>) -> tensor<1x7x28xf32>
    %265 = stablehlo.concatenate %75, %264, dim = 1 : (tensor<1x2x28xf32>, tensor<1x7x28xf32>) -> tensor<1x9x28xf32>
    %266 = stablehlo.slice %265 [0:1, 0:7, 0:28] : (tensor<1x9x28xf32>) -> tensor<1x7x28xf32>
    %267 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %268 = stablehlo.reshape %267 : (tensor<28x1xf32>) -> tensor<28xf32>
    %269 = stablehlo.broadcast_in_dim %268, dims = [2] : (tensor<28xf32>) -> tensor<1x7x28xf32>
    %270 = stablehlo.multiply %266, %269 : tensor<1x7x28xf32>
    %271 = stablehlo.slice %265 [0:1, 1:8, 0:28] : (tensor<1x9x28xf32>) -> tensor<1x7x28xf32>
    %272 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %273 = stablehlo.reshape %272 : (tensor<28x1xf32>) -> tensor<28xf32>
    %274 = stablehlo.broadcast_in_dim %273, dims = [2] : (tensor<28xf32>) -> tensor<1x7x28xf32>
    %275 = stablehlo.multiply %271, %274 : tensor<1x7x28xf32>
    %276 = stablehlo.add %270, %275 : tensor<1x7x28xf32>
    %277 = stablehlo.slice %265 [0:1, 2:9, 0:28] : (tensor<1x9x28xf32>) -> tensor<1x7x28xf32>
    %278 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %279 = stablehlo.reshape %278 : (tensor<28x1xf32>) -> tensor<28xf32>
    %280 = stablehlo.broadcast_in_dim %279, dims = [2] : (tensor<28xf32>) -> tensor<1x7x28xf32>
    %281 = stablehlo.multiply %277, %280 : tensor<1x7x28xf32>
    %282 = stablehlo.add %276, %281 : tensor<1x7x28xf32>
    %283 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.conv_bias, dims = [2] : (tensor<28xf32>) -> tensor<1x7x28xf32>
    %284 = stablehlo.add %282, %283 : tensor<1x7x28xf32>
    %285 = stablehlo.logistic %284 : tensor<1x7x28xf32>
    %286 = stablehlo.multiply %284, %285 : tensor<1x7x28xf32>
    %287 = stablehlo.optimization_barrier %286 : tensor<1x7x28xf32>
    %288 = stablehlo.slice %287 [0:1, 0:7, 22:28] : (tensor<1x7x28xf32>) -> tensor<1x7x6xf32>
    %289 = stablehlo.reshape %288 : (tensor<1x7x6xf32>) -> tensor<1x7x2x3xf32>
    %290 = stablehlo.pad %289, %13, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<1x7x2x3xf32>, tensor<f32>) -> tensor<1x10x2x3xf32>
    %291 = stablehlo.reshape %290 : (tensor<1x10x2x3xf32>) -> tensor<1x2x5x2x3xf32>
    %292 = stablehlo.transpose %291, dims = [0, 3, 1, 2, 4] : (tensor<1x2x5x2x3xf32>) -> tensor<1x2x2x5x3xf32>
    %293 = stablehlo.slice %287 [0:1, 0:7, 16:22] : (tensor<1x7x28xf32>) -> tensor<1x7x6xf32>
    %294 = stablehlo.reshape %293 : (tensor<1x7x6xf32>) -> tensor<1x7x2x3xf32>
    %295 = stablehlo.pad %294, %13, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<1x7x2x3xf32>, tensor<f32>) -> tensor<1x10x2x3xf32>
    %296 = stablehlo.reshape %295 : (tensor<1x10x2x3xf32>) -> tensor<1x2x5x2x3xf32>
    %297 = stablehlo.dot_general %292, %296, batching_dims = [0, 1, 2] x [0, 3, 1], contracting_dims = [4] x [4], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x5x3xf32>, tensor<1x2x5x2x3xf32>) -> tensor<1x2x2x5x5xf32>
    %298 = stablehlo.broadcast_in_dim %297, dims = [0, 1, 3, 4, 5] : (tensor<1x2x2x5x5xf32>) -> tensor<1x2x2x2x5x5xf32>
    %299 = stablehlo.multiply %263, %298 : tensor<1x2x2x2x5x5xf32>
    %300 = stablehlo.transpose %299, dims = [0, 3, 1, 2, 4, 5] : (tensor<1x2x2x2x5x5xf32>) -> tensor<1x2x2x2x5x5xf32>
    %301 = stablehlo.slice %287 [0:1, 0:7, 0:16] : (tensor<1x7x28xf32>) -> tensor<1x7x16xf32>
    %302 = stablehlo.reshape %301 : (tensor<1x7x16xf32>) -> tensor<1x7x2x2x4xf32>
    %303 = stablehlo.broadcast_in_dim %237, dims = [0, 1, 2, 3] : (tensor<1x7x2x2xf32>) -> tensor<1x7x2x2x4xf32>
    %304 = stablehlo.multiply %302, %303 : tensor<1x7x2x2x4xf32>
    %305 = stablehlo.pad %304, %13, low = [0, 0, 0, 0, 0], high = [0, 3, 0, 0, 0], interior = [0, 0, 0, 0, 0] : (tensor<1x7x2x2x4xf32>, tensor<f32>) -> tensor<1x10x2x2x4xf32>
    %306 = stablehlo.reshape %305 : (tensor<1x10x2x2x4xf32>) -> tensor<1x2x5x2x2x4xf32>
    %307 = stablehlo.dot_general %300, %306, batching_dims = [0, 1, 2, 3] x [0, 1, 3, 4], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x2x5x5xf32>, tensor<1x2x5x2x2x4xf32>) -> tensor<1x2x2x2x5x4xf32>
    %308 = stablehlo.transpose %307, dims = [0, 1, 4, 2, 3, 5] : (tensor<1x2x2x2x5x4xf32>) -> tensor<1x2x5x2x2x4xf32>
    %309 = stablehlo.transpose %291, dims = [0, 1, 3, 2, 4] : (tensor<1x2x5x2x3xf32>) -> tensor<1x2x2x5x3xf32>
    %310 = stablehlo.add %252, %257 : tensor<1x2x2x2x5xf32>
    %311 = stablehlo.slice %310 [0:1, 0:2, 0:2, 0:2, 4:5] : (tensor<1x2x2x2x5xf32>) -> tensor<1x2x2x2x1xf32>
    %312 = stablehlo.reshape %311 : (tensor<1x2x2x2x1xf32>) -> tensor<1x2x2x2xf32>
    %313 = stablehlo.pad %312, %13, low = [0, 0, 0, 1], high = [0, 0, 0, 0], interior = [0, 0, 0, 0] : (tensor<1x2x2x2xf32>, tensor<f32>) -> tensor<1x2x2x3xf32>
    %314 = stablehlo.maximum %313, %131 : tensor<1x2x2x3xf32>
    %315 = stablehlo.multiply %314, %133 : tensor<1x2x2x3xf32>
    %316 = stablehlo.floor %315 : tensor<1x2x2x3xf32>
    %317 = stablehlo.multiply %316, %136 : tensor<1x2x2x3xf32>
    %318 = stablehlo.reshape %317 : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x1x3xf32>
    %319 = stablehlo.subtract %314, %317 : tensor<1x2x2x3xf32>
    %320 = stablehlo.reshape %319 : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x1x3xf32>
    %321 = stablehlo.concatenate %318, %320, dim = 3 : (tensor<1x2x2x1x3xf32>, tensor<1x2x2x1x3xf32>) -> tensor<1x2x2x2x3xf32>
    %322 = stablehlo.dot_general %321, %143, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x2x3xf32>, tensor<3x3xf32>) -> tensor<1x2x2x2x3xf32>
    %323 = stablehlo.slice %322 [0:1, 0:2, 0:2, 0:1, 0:3] : (tensor<1x2x2x2x3xf32>) -> tensor<1x2x2x1x3xf32>
    %324 = stablehlo.reshape %323 : (tensor<1x2x2x1x3xf32>) -> tensor<1x2x2x3xf32>
    %325 = stablehlo.broadcast_in_dim %324, dims = [0, 1, 2, 3] : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x3x3xf32>
    %326 = stablehlo.broadcast_in_dim %324, dims = [0, 1, 2, 4] : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x3x3xf32>
    %327 = stablehlo.subtract %325, %326 : tensor<1x2x2x3x3xf32>
    %328 = stablehlo.slice %322 [0:1, 0:2, 0:2, 1:2, 0:3] : (tensor<1x2x2x2x3xf32>) -> tensor<1x2x2x1x3xf32>
    %329 = stablehlo.reshape %328 : (tensor<1x2x2x1x3xf32>) -> tensor<1x2x2x3xf32>
    %330 = stablehlo.broadcast_in_dim %329, dims = [0, 1, 2, 3] : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x3x3xf32>
    %331 = stablehlo.broadcast_in_dim %329, dims = [0, 1, 2, 4] : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x3x3xf32>
    %332 = stablehlo.subtract %330, %331 : tensor<1x2x2x3x3xf32>
    %333 = stablehlo.add %327, %332 : tensor<1x2x2x3x3xf32>
    %334 = stablehlo.select %126, %333, %156 : tensor<1x2x2x3x3xi1>, tensor<1x2x2x3x3xf32>
    %335 = stablehlo.exponential %334 : tensor<1x2x2x3x3xf32>
    %336 = stablehlo.slice %252 [0:1, 0:2, 0:2, 0:2, 4:5] : (tensor<1x2x2x2x5xf32>) -> tensor<1x2x2x2x1xf32>
    %337 = stablehlo.reshape %336 : (tensor<1x2x2x2x1xf32>) -> tensor<1x2x2x2xf32>
    %338 = stablehlo.broadcast_in_dim %337, dims = [0, 1, 2, 3] : (tensor<1x2x2x2xf32>) -> tensor<1x2x2x2x5xf32>
    %339 = stablehlo.subtract %338, %252 : tensor<1x2x2x2x5xf32>
    %340 = stablehlo.slice %257 [0:1, 0:2, 0:2, 0:2, 4:5] : (tensor<1x2x2x2x5xf32>) -> tensor<1x2x2x2x1xf32>
    %341 = stablehlo.reshape %340 : (tensor<1x2x2x2x1xf32>) -> tensor<1x2x2x2xf32>
    %342 = stablehlo.broadcast_in_dim %341, dims = [0, 1, 2, 3] : (tensor<1x2x2x2xf32>) -> tensor<1x2x2x2x5xf32>
    %343 = stablehlo.subtract %342, %257 : tensor<1x2x2x2x5xf32>
    %344 = stablehlo.add %339, %343 : tensor<1x2x2x2x5xf32>
    %345 = stablehlo.exponential %344 : tensor<1x2x2x2x5xf32>
    %346 = stablehlo.broadcast_in_dim %345, dims = [0, 3, 4, 1, 2] : (tensor<1x2x2x2x5xf32>) -> tensor<1x2x5x2x2x4xf32>
    %347 = stablehlo.multiply %306, %346 : tensor<1x2x5x2x2x4xf32>
    %348 = stablehlo.transpose %347, dims = [0, 1, 3, 4, 5, 2] : (tensor<1x2x5x2x2x4xf32>) -> tensor<1x2x2x2x4x5xf32>
    %349 = stablehlo.dot_general %348, %296, batching_dims = [0, 1, 2] x [0, 1, 3], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x2x4x5xf32>, tensor<1x2x5x2x3xf32>) -> tensor<1x2x2x2x4x3xf32>
    %350 = stablehlo.concatenate %160, %349, dim = 1 : (tensor<1x1x2x2x4x3xf32>, tensor<1x2x2x2x4x3xf32>) -> tensor<1x3x2x2x4x3xf32>
    %351 = stablehlo.dot_general %335, %350, batching_dims = [0, 1, 2] x [0, 2, 3], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x3x3xf32>, tensor<1x3x2x2x4x3xf32>) -> tensor<1x2x2x3x4x3xf32>
    %352 = stablehlo.transpose %351, dims = [0, 3, 1, 2, 4, 5] : (tensor<1x2x2x3x4x3xf32>) -> tensor<1x3x2x2x4x3xf32>
    %353 = stablehlo.slice %352 [0:1, 0:2, 0:2, 0:2, 0:4, 0:3] : (tensor<1x3x2x2x4x3xf32>) -> tensor<1x2x2x2x4x3xf32>
    %354 = stablehlo.dot_general %309, %353, batching_dims = [0, 1, 2] x [0, 1, 2], contracting_dims = [4] x [5], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x5x3xf32>, tensor<1x2x2x2x4x3xf32>) -> tensor<1x2x2x5x2x4xf32>
    %355 = stablehlo.transpose %354, dims = [0, 1, 3, 2, 4, 5] : (tensor<1x2x2x5x2x4xf32>) -> tensor<1x2x5x2x2x4xf32>
    %356 = stablehlo.exponential %310 : tensor<1x2x2x2x5xf32>
    %357 = stablehlo.broadcast_in_dim %356, dims = [0, 3, 4, 1, 2] : (tensor<1x2x2x2x5xf32>) -> tensor<1x2x5x2x2x4xf32>
    %358 = stablehlo.multiply %355, %357 : tensor<1x2x5x2x2x4xf32>
    %359 = stablehlo.add %308, %358 : tensor<1x2x5x2x2x4xf32>
    %360 = stablehlo.reshape %359 : (tensor<1x2x5x2x2x4xf32>) -> tensor<1x10x2x2x4xf32>
    %361 = stablehlo.slice %360 [0:1, 0:7, 0:2, 0:2, 0:4] : (tensor<1x10x2x2x4xf32>) -> tensor<1x7x2x2x4xf32>
    %362 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.D, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<1x7x2x2x4xf32>
    %363 = stablehlo.multiply %362, %302 : tensor<1x7x2x2x4xf32>
    %364 = stablehlo.add %361, %363 : tensor<1x7x2x2x4xf32>
    %365 = stablehlo.slice %223 [0:1, 0:7, 0:16] : (tensor<1x7x48xf32>) -> tensor<1x7x16xf32>
    %366 = stablehlo.reshape %365 : (tensor<1x7x16xf32>) -> tensor<1x7x2x2x4xf32>
    %367 = stablehlo.logistic %366 : tensor<1x7x2x2x4xf32>
    %368 = stablehlo.multiply %366, %367 : tensor<1x7x2x2x4xf32>
    %369 = stablehlo.multiply %364, %368 : tensor<1x7x2x2x4xf32>
    %370 = stablehlo.multiply %369, %369 : tensor<1x7x2x2x4xf32>
    %371 = stablehlo.reduce(%370 init: %13) applies stablehlo.add across dimensions = [3, 4] : (tensor<1x7x2x2x4xf32>, tensor<f32>) -> tensor<1x7x2xf32>
    %372 = stablehlo.multiply %371, %197 : tensor<1x7x2xf32>
    %373 = stablehlo.add %372, %199 : tensor<1x7x2xf32>
    %374 = stablehlo.rsqrt %373 : tensor<1x7x2xf32>
    %375 = stablehlo.broadcast_in_dim %374, dims = [0, 1, 2] : (tensor<1x7x2xf32>) -> tensor<1x7x2x2x4xf32>
    %376 = stablehlo.multiply %369, %375 : tensor<1x7x2x2x4xf32>
    %377 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.norm, dims = [2, 3, 4] : (tensor<2x2x4xf32>) -> tensor<1x7x2x2x4xf32>
    %378 = stablehlo.multiply %376, %377 : tensor<1x7x2x2x4xf32>
    %379 = stablehlo.reshape %378 : (tensor<1x7x2x2x4xf32>) -> tensor<1x7x16xf32>
    %380 = stablehlo.convert %379 : (tensor<1x7x16xf32>) -> tensor<1x7x16xbf16>
    %381 = stablehlo.dot_general %380, %weights.layers.1.mixer.out_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<1x7x16xbf16>, tensor<8x16xbf16>) -> tensor<1x7x8xf32>
    %382 = stablehlo.add %209, %381 : tensor<1x7x8xf32>
    %383 = stablehlo.multiply %382, %382 : tensor<1x7x8xf32>
    %384 = stablehlo.reduce(%383 init: %13) applies stablehlo.add across dimensions = [2] : (tensor<1x7x8xf32>, tensor<f32>) -> tensor<1x7xf32>
    %385 = stablehlo.multiply %384, %15 : tensor<1x7xf32>
    %386 = stablehlo.add %385, %17 : tensor<1x7xf32>
    %387 = stablehlo.rsqrt %386 : tensor<1x7xf32>
    %388 = stablehlo.broadcast_in_dim %387, dims = [0, 1] : (tensor<1x7xf32>) -> tensor<1x7x8xf32>
    %389 = stablehlo.multiply %382, %388 : tensor<1x7x8xf32>
    %390 = stablehlo.broadcast_in_dim %weights.norm_f, dims = [2] : (tensor<8xf32>) -> tensor<1x7x8xf32>
    %391 = stablehlo.multiply %389, %390 : tensor<1x7x8xf32>
    %392 = stablehlo.convert %391 : (tensor<1x7x8xf32>) -> tensor<1x7x8xbf16>
    %393 = stablehlo.dot_general %392, %weights.embedding, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<1x7x8xbf16>, tensor<11x8xbf16>) -> tensor<1x7x11xf32>
    func.return %209, %382, %393 : tensor<1x7x8xf32>, tensor<1x7x8xf32>, tensor<1x7x11xf32>
  }
}
