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
    %54 = stablehlo.compare LE, %3, %4, SIGNED : (tensor<5x5xi32>, tensor<5x5xi32>) -> tensor<5x5xi1>
    %55 = stablehlo.convert %54 : (tensor<5x5xi1>) -> tensor<5x5xf32>
    %56 = stablehlo.dot_general %53, %55, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<1x2x2x2x5xf32>
    %57 = stablehlo.broadcast_in_dim %56, dims = [0, 1, 2, 3, 4] : (tensor<1x2x2x2x5xf32>) -> tensor<1x2x2x2x5x5xf32>
    %58 = stablehlo.broadcast_in_dim %56, dims = [0, 1, 2, 3, 5] : (tensor<1x2x2x2x5xf32>) -> tensor<1x2x2x2x5x5xf32>
    %59 = stablehlo.subtract %57, %58 : tensor<1x2x2x2x5x5xf32>
    %60 = stablehlo.subtract %48, %53 : tensor<1x2x2x2x5xf32>
    %61 = stablehlo.dot_general %60, %55, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<1x2x2x2x5xf32>
    %62 = stablehlo.broadcast_in_dim %61, dims = [0, 1, 2, 3, 4] : (tensor<1x2x2x2x5xf32>) -> tensor<1x2x2x2x5x5xf32>
    %63 = stablehlo.broadcast_in_dim %61, dims = [0, 1, 2, 3, 5] : (tensor<1x2x2x2x5xf32>) -> tensor<1x2x2x2x5x5xf32>
    %64 = stablehlo.subtract %62, %63 : tensor<1x2x2x2x5x5xf32>
    %65 = stablehlo.add %59, %64 : tensor<1x2x2x2x5x5xf32>
    %66 = stablehlo.constant dense<0xFF800000> : tensor<1x2x2x2x5x5xf32>
    %67 = stablehlo.select %6, %65, %66 : tensor<1x2x2x2x5x5xi1>, tensor<1x2x2x2x5x5xf32>
    %68 = stablehlo.exponential %67 : tensor<1x2x2x2x5x5xf32>
    %69 = stablehlo.constant dense<0.0> : tensor<1x2x28xf32>
    %70 = stablehlo.slice %25 [0:1, 0:7, 16:44] : (tensor<1x7x48xf32>) -> tensor<1x7x28xf32>
    %71 = stablehlo.concatenate %69, %70, dim = 1 : (tensor<1x2x28xf32>, tensor<1x7x28xf32>) -> tensor<1x9x28xf32>
    %72 = stablehlo.slice %71 [0:1, 0:7, 0:28] : (tensor<1x9x28xf32>) -> tensor<1x7x28xf32>
    %73 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %74 = stablehlo.reshape %73 : (tensor<28x1xf32>) -> tensor<28xf32>
    %75 = stablehlo.broadcast_in_dim %74, dims = [2] : (tensor<28xf32>) -> tensor<1x7x28xf32>
    %76 = stablehlo.multiply %72, %75 : tensor<1x7x28xf32>
    %77 = stablehlo.slice %71 [0:1, 1:8, 0:28] : (tensor<1x9x28xf32>) -> tensor<1x7x28xf32>
    %78 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %79 = stablehlo.reshape %78 : (tensor<28x1xf32>) -> tensor<28xf32>
    %80 = stablehlo.broadcast_in_dim %79, dims = [2] : (tensor<28xf32>) -> tensor<1x7x28xf32>
    %81 = stablehlo.multiply %77, %80 : tensor<1x7x28xf32>
    %82 = stablehlo.add %76, %81 : tensor<1x7x28xf32>
    %83 = stablehlo.slice %71 [0:1, 2:9, 0:28] : (tensor<1x9x28xf32>) -> tensor<1x7x28xf32>
    %84 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %85 = stablehlo.reshape %84 : (tensor<28x1xf32>) -> tensor<28xf32>
    %86 = stablehlo.broadcast_in_dim %85, dims = [2] : (tensor<28xf32>) -> tensor<1x7x28xf32>
    %87 = stablehlo.multiply %83, %86 : tensor<1x7x28xf32>
    %88 = stablehlo.add %82, %87 : tensor<1x7x28xf32>
    %89 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.conv_bias, dims = [2] : (tensor<28xf32>) -> tensor<1x7x28xf32>
    %90 = stablehlo.add %88, %89 : tensor<1x7x28xf32>
    %91 = stablehlo.logistic %90 : tensor<1x7x28xf32>
    %92 = stablehlo.multiply %90, %91 : tensor<1x7x28xf32>
    %93 = stablehlo.optimization_barrier %92 : tensor<1x7x28xf32>
    %94 = stablehlo.slice %93 [0:1, 0:7, 22:28] : (tensor<1x7x28xf32>) -> tensor<1x7x6xf32>
    %95 = stablehlo.reshape %94 : (tensor<1x7x6xf32>) -> tensor<1x7x2x3xf32>
    %96 = stablehlo.pad %95, %13, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<1x7x2x3xf32>, tensor<f32>) -> tensor<1x10x2x3xf32>
    %97 = stablehlo.reshape %96 : (tensor<1x10x2x3xf32>) -> tensor<1x2x5x2x3xf32>
    %98 = stablehlo.transpose %97, dims = [0, 3, 1, 2, 4] : (tensor<1x2x5x2x3xf32>) -> tensor<1x2x2x5x3xf32>
    %99 = stablehlo.slice %93 [0:1, 0:7, 16:22] : (tensor<1x7x28xf32>) -> tensor<1x7x6xf32>
    %100 = stablehlo.reshape %99 : (tensor<1x7x6xf32>) -> tensor<1x7x2x3xf32>
    %101 = stablehlo.pad %100, %13, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<1x7x2x3xf32>, tensor<f32>) -> tensor<1x10x2x3xf32>
    %102 = stablehlo.reshape %101 : (tensor<1x10x2x3xf32>) -> tensor<1x2x5x2x3xf32>
    %103 = stablehlo.dot_general %98, %102, batching_dims = [0, 1, 2] x [0, 3, 1], contracting_dims = [4] x [4], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x5x3xf32>, tensor<1x2x5x2x3xf32>) -> tensor<1x2x2x5x5xf32>
    %104 = stablehlo.broadcast_in_dim %103, dims = [0, 1, 3, 4, 5] : (tensor<1x2x2x5x5xf32>) -> tensor<1x2x2x2x5x5xf32>
    %105 = stablehlo.multiply %68, %104 : tensor<1x2x2x2x5x5xf32>
    %106 = stablehlo.transpose %105, dims = [0, 3, 1, 2, 4, 5] : (tensor<1x2x2x2x5x5xf32>) -> tensor<1x2x2x2x5x5xf32>
    %107 = stablehlo.slice %93 [0:1, 0:7, 0:16] : (tensor<1x7x28xf32>) -> tensor<1x7x16xf32>
    %108 = stablehlo.reshape %107 : (tensor<1x7x16xf32>) -> tensor<1x7x2x2x4xf32>
    %109 = stablehlo.broadcast_in_dim %42, dims = [0, 1, 2, 3] : (tensor<1x7x2x2xf32>) -> tensor<1x7x2x2x4xf32>
    %110 = stablehlo.multiply %108, %109 : tensor<1x7x2x2x4xf32>
    %111 = stablehlo.pad %110, %13, low = [0, 0, 0, 0, 0], high = [0, 3, 0, 0, 0], interior = [0, 0, 0, 0, 0] : (tensor<1x7x2x2x4xf32>, tensor<f32>) -> tensor<1x10x2x2x4xf32>
    %112 = stablehlo.reshape %111 : (tensor<1x10x2x2x4xf32>) -> tensor<1x2x5x2x2x4xf32>
    %113 = stablehlo.dot_general %106, %112, batching_dims = [0, 1, 2, 3] x [0, 1, 3, 4], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x2x5x5xf32>, tensor<1x2x5x2x2x4xf32>) -> tensor<1x2x2x2x5x4xf32>
    %114 = stablehlo.transpose %113, dims = [0, 1, 4, 2, 3, 5] : (tensor<1x2x2x2x5x4xf32>) -> tensor<1x2x5x2x2x4xf32>
    %115 = stablehlo.transpose %97, dims = [0, 1, 3, 2, 4] : (tensor<1x2x5x2x3xf32>) -> tensor<1x2x2x5x3xf32>
    %116 = stablehlo.iota dim = 0 : tensor<3xi32>
    %117 = stablehlo.broadcast_in_dim %116, dims = [0] : (tensor<3xi32>) -> tensor<3x3xi32>
    %118 = stablehlo.broadcast_in_dim %116, dims = [1] : (tensor<3xi32>) -> tensor<3x3xi32>
    %119 = stablehlo.compare GE, %117, %118, SIGNED : (tensor<3x3xi32>, tensor<3x3xi32>) -> tensor<3x3xi1>
    %120 = stablehlo.broadcast_in_dim %119, dims = [3, 4] : (tensor<3x3xi1>) -> tensor<1x2x2x3x3xi1>
    %121 = stablehlo.reduce(%46 init: %13) applies stablehlo.add across dimensions = [4] : (tensor<1x2x2x2x5xf32>, tensor<f32>) -> tensor<1x2x2x2xf32>
    %122 = stablehlo.pad %121, %13, low = [0, 0, 0, 1], high = [0, 0, 0, 0], interior = [0, 0, 0, 0] : (tensor<1x2x2x2xf32>, tensor<f32>) -> tensor<1x2x2x3xf32>
    %123 = stablehlo.constant dense<-128.0> : tensor<1x2x2x3xf32>
    %124 = stablehlo.maximum %122, %123 : tensor<1x2x2x3xf32>
    %125 = stablehlo.constant dense<32768.0> : tensor<1x2x2x3xf32>
    %126 = stablehlo.multiply %124, %125 : tensor<1x2x2x3xf32>
    %127 = stablehlo.floor %126 : tensor<1x2x2x3xf32>
    %128 = stablehlo.constant dense<3.0517578e-05> : tensor<1x2x2x3xf32>
    %129 = stablehlo.multiply %127, %128 : tensor<1x2x2x3xf32>
    %130 = stablehlo.compare LE, %117, %118, SIGNED : (tensor<3x3xi32>, tensor<3x3xi32>) -> tensor<3x3xi1>
    %131 = stablehlo.convert %130 : (tensor<3x3xi1>) -> tensor<3x3xf32>
    %132 = stablehlo.dot_general %129, %131, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x3xf32>, tensor<3x3xf32>) -> tensor<1x2x2x3xf32>
    %133 = stablehlo.broadcast_in_dim %132, dims = [0, 1, 2, 3] : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x3x3xf32>
    %134 = stablehlo.broadcast_in_dim %132, dims = [0, 1, 2, 4] : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x3x3xf32>
    %135 = stablehlo.subtract %133, %134 : tensor<1x2x2x3x3xf32>
    %136 = stablehlo.subtract %124, %129 : tensor<1x2x2x3xf32>
    %137 = stablehlo.dot_general %136, %131, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x3xf32>, tensor<3x3xf32>) -> tensor<1x2x2x3xf32>
    %138 = stablehlo.broadcast_in_dim %137, dims = [0, 1, 2, 3] : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x3x3xf32>
    %139 = stablehlo.broadcast_in_dim %137, dims = [0, 1, 2, 4] : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x3x3xf32>
    %140 = stablehlo.subtract %138, %139 : tensor<1x2x2x3x3xf32>
    %141 = stablehlo.add %135, %140 : tensor<1x2x2x3x3xf32>
    %142 = stablehlo.constant dense<0xFF800000> : tensor<1x2x2x3x3xf32>
    %143 = stablehlo.select %120, %141, %142 : tensor<1x2x2x3x3xi1>, tensor<1x2x2x3x3xf32>
    %144 = stablehlo.exponential %143 : tensor<1x2x2x3x3xf32>
    %145 = stablehlo.constant dense<0.0> : tensor<1x2x2x4x3xf32>
    %146 = stablehlo.reshape %145 : (tensor<1x2x2x4x3xf32>) -> tensor<1x1x2x2x4x3xf32>
    %147 = stablehlo.compare GT, %3, %4, SIGNED : (tensor<5x5xi32>, tensor<5x5xi32>) -> tensor<5x5xi1>
    %148 = stablehlo.convert %147 : (tensor<5x5xi1>) -> tensor<5x5xf32>
    %149 = stablehlo.dot_general %46, %148, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<1x2x2x2x5xf32>
    %150 = stablehlo.exponential %149 : tensor<1x2x2x2x5xf32>
    %151 = stablehlo.broadcast_in_dim %150, dims = [0, 3, 4, 1, 2] : (tensor<1x2x2x2x5xf32>) -> tensor<1x2x5x2x2x4xf32>
    %152 = stablehlo.multiply %112, %151 : tensor<1x2x5x2x2x4xf32>
    %153 = stablehlo.transpose %152, dims = [0, 1, 3, 4, 5, 2] : (tensor<1x2x5x2x2x4xf32>) -> tensor<1x2x2x2x4x5xf32>
    %154 = stablehlo.dot_general %153, %102, batching_dims = [0, 1, 2] x [0, 1, 3], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x2x4x5xf32>, tensor<1x2x5x2x3xf32>) -> tensor<1x2x2x2x4x3xf32>
    %155 = stablehlo.concatenate %146, %154, dim = 1 : (tensor<1x1x2x2x4x3xf32>, tensor<1x2x2x2x4x3xf32>) -> tensor<1x3x2x2x4x3xf32>
    %156 = stablehlo.dot_general %144, %155, batching_dims = [0, 1, 2] x [0, 2, 3], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x3x3xf32>, tensor<1x3x2x2x4x3xf32>) -> tensor<1x2x2x3x4x3xf32>
    %157 = stablehlo.transpose %156, dims = [0, 3, 1, 2, 4, 5] : (tensor<1x2x2x3x4x3xf32>) -> tensor<1x3x2x2x4x3xf32>
    %158 = stablehlo.slice %157 [0:1, 0:2, 0:2, 0:2, 0:4, 0:3] : (tensor<1x3x2x2x4x3xf32>) -> tensor<1x2x2x2x4x3xf32>
    %159 = stablehlo.dot_general %115, %158, batching_dims = [0, 1, 2] x [0, 1, 2], contracting_dims = [4] x [5], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x5x3xf32>, tensor<1x2x2x2x4x3xf32>) -> tensor<1x2x2x5x2x4xf32>
    %160 = stablehlo.transpose %159, dims = [0, 1, 3, 2, 4, 5] : (tensor<1x2x2x5x2x4xf32>) -> tensor<1x2x5x2x2x4xf32>
    %161 = stablehlo.dot_general %46, %55, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<1x2x2x2x5xf32>
    %162 = stablehlo.exponential %161 : tensor<1x2x2x2x5xf32>
    %163 = stablehlo.broadcast_in_dim %162, dims = [0, 3, 4, 1, 2] : (tensor<1x2x2x2x5xf32>) -> tensor<1x2x5x2x2x4xf32>
    %164 = stablehlo.multiply %160, %163 : tensor<1x2x5x2x2x4xf32>
    %165 = stablehlo.add %114, %164 : tensor<1x2x5x2x2x4xf32>
    %166 = stablehlo.reshape %165 : (tensor<1x2x5x2x2x4xf32>) -> tensor<1x10x2x2x4xf32>
    %167 = stablehlo.slice %166 [0:1, 0:7, 0:2, 0:2, 0:4] : (tensor<1x10x2x2x4xf32>) -> tensor<1x7x2x2x4xf32>
    %168 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.D, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<1x7x2x2x4xf32>
    %169 = stablehlo.multiply %168, %108 : tensor<1x7x2x2x4xf32>
    %170 = stablehlo.add %167, %169 : tensor<1x7x2x2x4xf32>
    %171 = stablehlo.slice %25 [0:1, 0:7, 0:16] : (tensor<1x7x48xf32>) -> tensor<1x7x16xf32>
    %172 = stablehlo.reshape %171 : (tensor<1x7x16xf32>) -> tensor<1x7x2x2x4xf32>
    %173 = stablehlo.logistic %172 : tensor<1x7x2x2x4xf32>
    %174 = stablehlo.multiply %172, %173 : tensor<1x7x2x2x4xf32>
    %175 = stablehlo.multiply %170, %174 : tensor<1x7x2x2x4xf32>
    %176 = stablehlo.multiply %175, %175 : tensor<1x7x2x2x4xf32>
    %177 = stablehlo.reduce(%176 init: %13) applies stablehlo.add across dimensions = [3, 4] : (tensor<1x7x2x2x4xf32>, tensor<f32>) -> tensor<1x7x2xf32>
    %178 = stablehlo.constant dense<0.125> : tensor<1x7x2xf32>
    %179 = stablehlo.multiply %177, %178 : tensor<1x7x2xf32>
    %180 = stablehlo.constant dense<1.0e-05> : tensor<1x7x2xf32>
    %181 = stablehlo.add %179, %180 : tensor<1x7x2xf32>
    %182 = stablehlo.rsqrt %181 : tensor<1x7x2xf32>
    %183 = stablehlo.broadcast_in_dim %182, dims = [0, 1, 2] : (tensor<1x7x2xf32>) -> tensor<1x7x2x2x4xf32>
    %184 = stablehlo.multiply %175, %183 : tensor<1x7x2x2x4xf32>
    %185 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.norm, dims = [2, 3, 4] : (tensor<2x2x4xf32>) -> tensor<1x7x2x2x4xf32>
    %186 = stablehlo.multiply %184, %185 : tensor<1x7x2x2x4xf32>
    %187 = stablehlo.reshape %186 : (tensor<1x7x2x2x4xf32>) -> tensor<1x7x16xf32>
    %188 = stablehlo.convert %187 : (tensor<1x7x16xf32>) -> tensor<1x7x16xbf16>
    %189 = stablehlo.dot_general %188, %weights.layers.0.mixer.out_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<1x7x16xbf16>, tensor<8x16xbf16>) -> tensor<1x7x8xf32>
    %190 = stablehlo.add %1, %189 : tensor<1x7x8xf32>
    %191 = stablehlo.exponential %weights.layers.1.mixer.A_log : tensor<2x2xf32>
    %192 = stablehlo.negate %191 : tensor<2x2xf32>
    %193 = stablehlo.broadcast_in_dim %192, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<1x7x2x2xf32>
    %194 = stablehlo.multiply %190, %190 : tensor<1x7x8xf32>
    %195 = stablehlo.reduce(%194 init: %13) applies stablehlo.add across dimensions = [2] : (tensor<1x7x8xf32>, tensor<f32>) -> tensor<1x7xf32>
    %196 = stablehlo.multiply %195, %15 : tensor<1x7xf32>
    %197 = stablehlo.add %196, %17 : tensor<1x7xf32>
    %198 = stablehlo.rsqrt %197 : tensor<1x7xf32>
    %199 = stablehlo.broadcast_in_dim %198, dims = [0, 1] : (tensor<1x7xf32>) -> tensor<1x7x8xf32>
    %200 = stablehlo.multiply %190, %199 : tensor<1x7x8xf32>
    %201 = stablehlo.broadcast_in_dim %weights.layers.1.norm, dims = [2] : (tensor<8xf32>) -> tensor<1x7x8xf32>
    %202 = stablehlo.multiply %200, %201 : tensor<1x7x8xf32>
    %203 = stablehlo.convert %202 : (tensor<1x7x8xf32>) -> tensor<1x7x8xbf16>
    %204 = stablehlo.dot_general %203, %weights.layers.1.mixer.in_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<1x7x8xbf16>, tensor<48x8xbf16>) -> tensor<1x7x48xf32>
    %205 = stablehlo.slice %204 [0:1, 0:7, 44:48] : (tensor<1x7x48xf32>) -> tensor<1x7x4xf32>
    %206 = stablehlo.reshape %205 : (tensor<1x7x4xf32>) -> tensor<1x7x2x2xf32>
    %207 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.dt_bias, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<1x7x2x2xf32>
    %208 = stablehlo.add %206, %207 : tensor<1x7x2x2xf32>
    %209 = stablehlo.maximum %208, %30 : tensor<1x7x2x2xf32>
    %210 = stablehlo.abs %208 : tensor<1x7x2x2xf32>
    %211 = stablehlo.negate %210 : tensor<1x7x2x2xf32>
    %212 = stablehlo.exponential %211 : tensor<1x7x2x2xf32>
    %213 = stablehlo.log_plus_one %212 : tensor<1x7x2x2xf32>
    %214 = stablehlo.add %209, %213 : tensor<1x7x2x2xf32>
    %215 = stablehlo.maximum %214, %37 : tensor<1x7x2x2xf32>
    %216 = stablehlo.minimum %215, %39 : tensor<1x7x2x2xf32>
    %217 = stablehlo.select %11, %216, %30 : tensor<1x7x2x2xi1>, tensor<1x7x2x2xf32>
    %218 = stablehlo.optimization_barrier %217 : tensor<1x7x2x2xf32>
    %219 = stablehlo.multiply %193, %218 : tensor<1x7x2x2xf32>
    %220 = stablehlo.pad %219, %13, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<1x7x2x2xf32>, tensor<f32>) -> tensor<1x10x2x2xf32>
    %221 = stablehlo.reshape %220 : (tensor<1x10x2x2xf32>) -> tensor<1x2x5x2x2xf32>
    %222 = stablehlo.transpose %221, dims = [0, 3, 4, 1, 2] : (tensor<1x2x5x2x2xf32>) -> tensor<1x2x2x2x5xf32>
    %223 = stablehlo.maximum %222, %47 : tensor<1x2x2x2x5xf32>
    %224 = stablehlo.multiply %223, %49 : tensor<1x2x2x2x5xf32>
    %225 = stablehlo.floor %224 : tensor<1x2x2x2x5xf32>
    %226 = stablehlo.multiply %225, %52 : tensor<1x2x2x2x5xf32>
    %227 = stablehlo.dot_general %226, %55, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<1x2x2x2x5xf32>
    %228 = stablehlo.broadcast_in_dim %227, dims = [0, 1, 2, 3, 4] : (tensor<1x2x2x2x5xf32>) -> tensor<1x2x2x2x5x5xf32>
    %229 = stablehlo.broadcast_in_dim %227, dims = [0, 1, 2, 3, 5] : (tensor<1x2x2x2x5xf32>) -> tensor<1x2x2x2x5x5xf32>
    %230 = stablehlo.subtract %228, %229 : tensor<1x2x2x2x5x5xf32>
    %231 = stablehlo.subtract %223, %226 : tensor<1x2x2x2x5xf32>
    %232 = stablehlo.dot_general %231, %55, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<1x2x2x2x5xf32>
    %233 = stablehlo.broadcast_in_dim %232, dims = [0, 1, 2, 3, 4] : (tensor<1x2x2x2x5xf32>) -> tensor<1x2x2x2x5x5xf32>
    %234 = stablehlo.broadcast_in_dim %232, dims = [0, 1, 2, 3, 5] : (tensor<1x2x2x2x5xf32>) -> tensor<1x2x2x2x5x5xf32>
    %235 = stablehlo.subtract %233, %234 : tensor<1x2x2x2x5x5xf32>
    %236 = stablehlo.add %230, %235 : tensor<1x2x2x2x5x5xf32>
    %237 = stablehlo.select %6, %236, %66 : tensor<1x2x2x2x5x5xi1>, tensor<1x2x2x2x5x5xf32>
    %238 = stablehlo.exponential %237 : tensor<1x2x2x2x5x5xf32>
    %239 = stablehlo.slice %204 [0:1, 0:7, 16:44] : (tensor<1x7x48xf32>) -> tensor<1x7x28xf32>
    %240 = stablehlo.concatenate %69, %239, dim = 1 : (tensor<1x2x28xf32>, tensor<1x7x28xf32>) -> tensor<1x9x28xf32>
    %241 = stablehlo.slice %240 [0:1, 0:7, 0:28] : (tensor<1x9x28xf32>) -> tensor<1x7x28xf32>
    %242 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %243 = stablehlo.reshape %242 : (tensor<28x1xf32>) -> tensor<28xf32>
    %244 = stablehlo.broadcast_in_dim %243, dims = [2] : (tensor<28xf32>) -> tensor<1x7x28xf32>
    %245 = stablehlo.multiply %241, %244 : tensor<1x7x28xf32>
    %246 = stablehlo.slice %240 [0:1, 1:8, 0:28] : (tensor<1x9x28xf32>) -> tensor<1x7x28xf32>
    %247 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %248 = stablehlo.reshape %247 : (tensor<28x1xf32>) -> tensor<28xf32>
    %249 = stablehlo.broadcast_in_dim %248, dims = [2] : (tensor<28xf32>) -> tensor<1x7x28xf32>
    %250 = stablehlo.multiply %246, %249 : tensor<1x7x28xf32>
    %251 = stablehlo.add %245, %250 : tensor<1x7x28xf32>
    %252 = stablehlo.slice %240 [0:1, 2:9, 0:28] : (tensor<1x9x28xf32>) -> tensor<1x7x28xf32>
    %253 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
    %254 = stablehlo.reshape %253 : (tensor<28x1xf32>) -> tensor<28xf32>
    %255 = stablehlo.broadcast_in_dim %254, dims = [2] : (tensor<28xf32>) -> tensor<1x7x28xf32>
    %256 = stablehlo.multiply %252, %255 : tensor<1x7x28xf32>
    %257 = stablehlo.add %251, %256 : tensor<1x7x28xf32>
    %258 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.conv_bias, dims = [2] : (tensor<28xf32>) -> tensor<1x7x28xf32>
    %259 = stablehlo.add %257, %258 : tensor<1x7x28xf32>
    %260 = stablehlo.logistic %259 : tensor<1x7x28xf32>
    %261 = stablehlo.multiply %259, %260 : tensor<1x7x28xf32>
    %262 = stablehlo.optimization_barrier %261 : tensor<1x7x28xf32>
    %263 = stablehlo.slice %262 [0:1, 0:7, 22:28] : (tensor<1x7x28xf32>) -> tensor<1x7x6xf32>
    %264 = stablehlo.reshape %263 : (tensor<1x7x6xf32>) -> tensor<1x7x2x3xf32>
    %265 = stablehlo.pad %264, %13, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<1x7x2x3xf32>, tensor<f32>) -> tensor<1x10x2x3xf32>
    %266 = stablehlo.reshape %265 : (tensor<1x10x2x3xf32>) -> tensor<1x2x5x2x3xf32>
    %267 = stablehlo.transpose %266, dims = [0, 3, 1, 2, 4] : (tensor<1x2x5x2x3xf32>) -> tensor<1x2x2x5x3xf32>
    %268 = stablehlo.slice %262 [0:1, 0:7, 16:22] : (tensor<1x7x28xf32>) -> tensor<1x7x6xf32>
    %269 = stablehlo.reshape %268 : (tensor<1x7x6xf32>) -> tensor<1x7x2x3xf32>
    %270 = stablehlo.pad %269, %13, low = [0, 0, 0, 0], high = [0, 3, 0, 0], interior = [0, 0, 0, 0] : (tensor<1x7x2x3xf32>, tensor<f32>) -> tensor<1x10x2x3xf32>
    %271 = stablehlo.reshape %270 : (tensor<1x10x2x3xf32>) -> tensor<1x2x5x2x3xf32>
    %272 = stablehlo.dot_general %267, %271, batching_dims = [0, 1, 2] x [0, 3, 1], contracting_dims = [4] x [4], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x5x3xf32>, tensor<1x2x5x2x3xf32>) -> tensor<1x2x2x5x5xf32>
    %273 = stablehlo.broadcast_in_dim %272, dims = [0, 1, 3, 4, 5] : (tensor<1x2x2x5x5xf32>) -> tensor<1x2x2x2x5x5xf32>
    %274 = stablehlo.multiply %238, %273 : tensor<1x2x2x2x5x5xf32>
    %275 = stablehlo.transpose %274, dims = [0, 3, 1, 2, 4, 5] : (tensor<1x2x2x2x5x5xf32>) -> tensor<1x2x2x2x5x5xf32>
    %276 = stablehlo.slice %262 [0:1, 0:7, 0:16] : (tensor<1x7x28xf32>) -> tensor<1x7x16xf32>
    %277 = stablehlo.reshape %276 : (tensor<1x7x16xf32>) -> tensor<1x7x2x2x4xf32>
    %278 = stablehlo.broadcast_in_dim %218, dims = [0, 1, 2, 3] : (tensor<1x7x2x2xf32>) -> tensor<1x7x2x2x4xf32>
    %279 = stablehlo.multiply %277, %278 : tensor<1x7x2x2x4xf32>
    %280 = stablehlo.pad %279, %13, low = [0, 0, 0, 0, 0], high = [0, 3, 0, 0, 0], interior = [0, 0, 0, 0, 0] : (tensor<1x7x2x2x4xf32>, tensor<f32>) -> tensor<1x10x2x2x4xf32>
    %281 = stablehlo.reshape %280 : (tensor<1x10x2x2x4xf32>) -> tensor<1x2x5x2x2x4xf32>
    %282 = stablehlo.dot_general %275, %281, batching_dims = [0, 1, 2, 3] x [0, 1, 3, 4], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x2x5x5xf32>, tensor<1x2x5x2x2x4xf32>) -> tensor<1x2x2x2x5x4xf32>
    %283 = stablehlo.transpose %282, dims = [0, 1, 4, 2, 3, 5] : (tensor<1x2x2x2x5x4xf32>) -> tensor<1x2x5x2x2x4xf32>
    %284 = stablehlo.transpose %266, dims = [0, 1, 3, 2, 4] : (tensor<1x2x5x2x3xf32>) -> tensor<1x2x2x5x3xf32>
    %285 = stablehlo.reduce(%222 init: %13) applies stablehlo.add across dimensions = [4] : (tensor<1x2x2x2x5xf32>, tensor<f32>) -> tensor<1x2x2x2xf32>
    %286 = stablehlo.pad %285, %13, low = [0, 0, 0, 1], high = [0, 0, 0, 0], interior = [0, 0, 0, 0] : (tensor<1x2x2x2xf32>, tensor<f32>) -> tensor<1x2x2x3xf32>
    %287 = stablehlo.maximum %286, %123 : tensor<1x2x2x3xf32>
    %288 = stablehlo.multiply %287, %125 : tensor<1x2x2x3xf32>
    %289 = stablehlo.floor %288 : tensor<1x2x2x3xf32>
    %290 = stablehlo.multiply %289, %128 : tensor<1x2x2x3xf32>
    %291 = stablehlo.dot_general %290, %131, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x3xf32>, tensor<3x3xf32>) -> tensor<1x2x2x3xf32>
    %292 = stablehlo.broadcast_in_dim %291, dims = [0, 1, 2, 3] : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x3x3xf32>
    %293 = stablehlo.broadcast_in_dim %291, dims = [0, 1, 2, 4] : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x3x3xf32>
    %294 = stablehlo.subtract %292, %293 : tensor<1x2x2x3x3xf32>
    %295 = stablehlo.subtract %287, %290 : tensor<1x2x2x3xf32>
    %296 = stablehlo.dot_general %295, %131, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x3xf32>, tensor<3x3xf32>) -> tensor<1x2x2x3xf32>
    %297 = stablehlo.broadcast_in_dim %296, dims = [0, 1, 2, 3] : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x3x3xf32>
    %298 = stablehlo.broadcast_in_dim %296, dims = [0, 1, 2, 4] : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x3x3xf32>
    %299 = stablehlo.subtract %297, %298 : tensor<1x2x2x3x3xf32>
    %300 = stablehlo.add %294, %299 : tensor<1x2x2x3x3xf32>
    %301 = stablehlo.select %120, %300, %142 : tensor<1x2x2x3x3xi1>, tensor<1x2x2x3x3xf32>
    %302 = stablehlo.exponential %301 : tensor<1x2x2x3x3xf32>
    %303 = stablehlo.dot_general %222, %148, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<1x2x2x2x5xf32>
    %304 = stablehlo.exponential %303 : tensor<1x2x2x2x5xf32>
    %305 = stablehlo.broadcast_in_dim %304, dims = [0, 3, 4, 1, 2] : (tensor<1x2x2x2x5xf32>) -> tensor<1x2x5x2x2x4xf32>
    %306 = stablehlo.multiply %281, %305 : tensor<1x2x5x2x2x4xf32>
    %307 = stablehlo.transpose %306, dims = [0, 1, 3, 4, 5, 2] : (tensor<1x2x5x2x2x4xf32>) -> tensor<1x2x2x2x4x5xf32>
    %308 = stablehlo.dot_general %307, %271, batching_dims = [0, 1, 2] x [0, 1, 3], contracting_dims = [5] x [2], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x2x4x5xf32>, tensor<1x2x5x2x3xf32>) -> tensor<1x2x2x2x4x3xf32>
    %309 = stablehlo.concatenate %146, %308, dim = 1 : (tensor<1x1x2x2x4x3xf32>, tensor<1x2x2x2x4x3xf32>) -> tensor<1x3x2x2x4x3xf32>
    %310 = stablehlo.dot_general %302, %309, batching_dims = [0, 1, 2] x [0, 2, 3], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x3x3xf32>, tensor<1x3x2x2x4x3xf32>) -> tensor<1x2x2x3x4x3xf32>
    %311 = stablehlo.transpose %310, dims = [0, 3, 1, 2, 4, 5] : (tensor<1x2x2x3x4x3xf32>) -> tensor<1x3x2x2x4x3xf32>
    %312 = stablehlo.slice %311 [0:1, 0:2, 0:2, 0:2, 0:4, 0:3] : (tensor<1x3x2x2x4x3xf32>) -> tensor<1x2x2x2x4x3xf32>
    %313 = stablehlo.dot_general %284, %312, batching_dims = [0, 1, 2] x [0, 1, 2], contracting_dims = [4] x [5], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x5x3xf32>, tensor<1x2x2x2x4x3xf32>) -> tensor<1x2x2x5x2x4xf32>
    %314 = stablehlo.transpose %313, dims = [0, 1, 3, 2, 4, 5] : (tensor<1x2x2x5x2x4xf32>) -> tensor<1x2x5x2x2x4xf32>
    %315 = stablehlo.dot_general %222, %55, contracting_dims = [4] x [0], precision = [HIGHEST, HIGHEST] : (tensor<1x2x2x2x5xf32>, tensor<5x5xf32>) -> tensor<1x2x2x2x5xf32>
    %316 = stablehlo.exponential %315 : tensor<1x2x2x2x5xf32>
    %317 = stablehlo.broadcast_in_dim %316, dims = [0, 3, 4, 1, 2] : (tensor<1x2x2x2x5xf32>) -> tensor<1x2x5x2x2x4xf32>
    %318 = stablehlo.multiply %314, %317 : tensor<1x2x5x2x2x4xf32>
    %319 = stablehlo.add %283, %318 : tensor<1x2x5x2x2x4xf32>
    %320 = stablehlo.reshape %319 : (tensor<1x2x5x2x2x4xf32>) -> tensor<1x10x2x2x4xf32>
    %321 = stablehlo.slice %320 [0:1, 0:7, 0:2, 0:2, 0:4] : (tensor<1x10x2x2x4xf32>) -> tensor<1x7x2x2x4xf32>
    %322 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.D, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<1x7x2x2x4xf32>
    %323 = stablehlo.multiply %322, %277 : tensor<1x7x2x2x4xf32>
    %324 = stablehlo.add %321, %323 : tensor<1x7x2x2x4xf32>
    %325 = stablehlo.slice %204 [0:1, 0:7, 0:16] : (tensor<1x7x48xf32>) -> tensor<1x7x16xf32>
    %326 = stablehlo.reshape %325 : (tensor<1x7x16xf32>) -> tensor<1x7x2x2x4xf32>
    %327 = stablehlo.logistic %326 : tensor<1x7x2x2x4xf32>
    %328 = stablehlo.multiply %326, %327 : tensor<1x7x2x2x4xf32>
    %329 = stablehlo.multiply %324, %328 : tensor<1x7x2x2x4xf32>
    %330 = stablehlo.multiply %329, %329 : tensor<1x7x2x2x4xf32>
    %331 = stablehlo.reduce(%330 init: %13) applies stablehlo.add across dimensions = [3, 4] : (tensor<1x7x2x2x4xf32>, tensor<f32>) -> tensor<1x7x2xf32>
    %332 = stablehlo.multiply %331, %178 : tensor<1x7x2xf32>
    %333 = stablehlo.add %332, %180 : tensor<1x7x2xf32>
    %334 = stablehlo.rsqrt %333 : tensor<1x7x2xf32>
    %335 = stablehlo.broadcast_in_dim %334, dims = [0, 1, 2] : (tensor<1x7x2xf32>) -> tensor<1x7x2x2x4xf32>
    %336 = stablehlo.multiply %329, %335 : tensor<1x7x2x2x4xf32>
    %337 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.norm, dims = [2, 3, 4] : (tensor<2x2x4xf32>) -> tensor<1x7x2x2x4xf32>
    %338 = stablehlo.multiply %336, %337 : tensor<1x7x2x2x4xf32>
    %339 = stablehlo.reshape %338 : (tensor<1x7x2x2x4xf32>) -> tensor<1x7x16xf32>
    %340 = stablehlo.convert %339 : (tensor<1x7x16xf32>) -> tensor<1x7x16xbf16>
    %341 = stablehlo.dot_general %340, %weights.layers.1.mixer.out_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<1x7x16xbf16>, tensor<8x16xbf16>) -> tensor<1x7x8xf32>
    %342 = stablehlo.add %190, %341 : tensor<1x7x8xf32>
    %343 = stablehlo.multiply %342, %342 : tensor<1x7x8xf32>
    %344 = stablehlo.reduce(%343 init: %13) applies stablehlo.add across dimensions = [2] : (tensor<1x7x8xf32>, tensor<f32>) -> tensor<1x7xf32>
    %345 = stablehlo.multiply %344, %15 : tensor<1x7xf32>
    %346 = stablehlo.add %345, %17 : tensor<1x7xf32>
    %347 = stablehlo.rsqrt %346 : tensor<1x7xf32>
    %348 = stablehlo.broadcast_in_dim %347, dims = [0, 1] : (tensor<1x7xf32>) -> tensor<1x7x8xf32>
    %349 = stablehlo.multiply %342, %348 : tensor<1x7x8xf32>
    %350 = stablehlo.broadcast_in_dim %weights.norm_f, dims = [2] : (tensor<8xf32>) -> tensor<1x7x8xf32>
    %351 = stablehlo.multiply %349, %350 : tensor<1x7x8xf32>
    %352 = stablehlo.convert %351 : (tensor<1x7x8xf32>) -> tensor<1x7x8xbf16>
    %353 = stablehlo.dot_general %352, %weights.embedding, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<1x7x8xbf16>, tensor<11x8xbf16>) -> tensor<1x7x11xf32>
    func.return %190, %342, %353 : tensor<1x7x8xf32>, tensor<1x7x8xf32>, tensor<1x7x11xf32>
  }
}
