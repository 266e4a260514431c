module @verify {
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
      %state.layers.0.conv: tensor<2x2x28xf32> {tf.aliasing_output = 8 : i32},
      %state.layers.0.ssm: tensor<2x2x2x4x3xf32> {tf.aliasing_output = 9 : i32},
      %state.layers.1.conv: tensor<2x2x28xf32> {tf.aliasing_output = 10 : i32},
      %state.layers.1.ssm: tensor<2x2x2x4x3xf32> {tf.aliasing_output = 11 : i32},
      %rows.token: tensor<2xi32> {tf.aliasing_output = 1 : i32},
      %rows.done: tensor<2xi1> {tf.aliasing_output = 2 : i32},
      %rows.number: tensor<2xi32> {tf.aliasing_output = 3 : i32},
      %lookup.ids: tensor<2x32xi32> {tf.aliasing_output = 4 : i32},
      %lookup.length: tensor<2xi32> {tf.aliasing_output = 5 : i32},
      %lookup.wants: tensor<2xi1> {tf.aliasing_output = 6 : i32},
      %lookup.credit: tensor<i32> {tf.aliasing_output = 7 : i32},
      %orders.sampling.temperature: tensor<2xf32>,
      %orders.sampling.top_k: tensor<2xi32>,
      %orders.sampling.top_p: tensor<2xf32>,
      %orders.sampling.min_p: tensor<2xf32>,
      %orders.sampling.repetition_penalty: tensor<2xf32>,
      %orders.sampling.seed: tensor<2x2xui32>,
      %orders.budget: tensor<2xi32>,
      %orders.stop_ids: tensor<2x1xi32>,
      %limit: tensor<i32>
  ) -> (tensor<2x16xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x32xi32>, tensor<2xi32>, tensor<2xi1>, tensor<i32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<i32>, tensor<2xi32>, tensor<2xi32>) {
    // result 0: tokens
    // result 1: rows.token
    // result 2: rows.done
    // result 3: rows.number
    // result 4: lookup.ids
    // result 5: lookup.length
    // result 6: lookup.wants
    // result 7: lookup.credit
    // result 8: state.layers.0.conv
    // result 9: state.layers.0.ssm
    // result 10: state.layers.1.conv
    // result 11: state.layers.1.ssm
    // result 12: steps
    // result 13: drafted
    // result 14: accepted
    %0 = stablehlo.constant dense<0> : tensor<i32>
    %1 = stablehlo.constant dense<-1> : tensor<2x20xi32>
    %2 = stablehlo.constant dense<0> : tensor<2xi32>
    %3 = stablehlo.not %rows.done : tensor<2xi1>
    %4 = stablehlo.and %lookup.wants, %3 : tensor<2xi1>
    %5 = stablehlo.compare GE, %lookup.credit, %0, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
    %6 = stablehlo.broadcast_in_dim %5, dims = [] : (tensor<i1>) -> tensor<2xi1>
    %7 = stablehlo.and %4, %6 : tensor<2xi1>
    %8 = stablehlo.not %7 : tensor<2xi1>
    %9 = stablehlo.not %8 : tensor<2xi1>
    %10 = stablehlo.constant dense<false> : tensor<i1>
    %11 = stablehlo.reduce(%9 init: %10) applies stablehlo.or across dimensions = [0] : (tensor<2xi1>, tensor<i1>) -> tensor<i1>
    %12 = stablehlo.iota dim = 0 : tensor<2xi32>
    %13 = stablehlo.reshape %12 : (tensor<2xi32>) -> tensor<2x1xi32>
    %14 = stablehlo.constant dense<6> : tensor<2xi32>
    %15 = stablehlo.subtract %lookup.length, %14 : tensor<2xi32>
    %16 = stablehlo.reshape %15 : (tensor<2xi32>) -> tensor<2x1xi32>
    %17 = stablehlo.concatenate %13, %16, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
    %18 = "stablehlo.gather"(%lookup.ids, %17) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 6>}> : (tensor<2x32xi32>, tensor<2x2xi32>) -> tensor<2x6xi32>
    %19 = stablehlo.constant dense<0> : tensor<2x3xi32>
    %20 = stablehlo.constant dense<false> : tensor<2xi1>
    %21:4 = stablehlo.while(%_0 = %11, %_1 = %18, %_2 = %19, %_3 = %20) : tensor<i1>, tensor<2x6xi32>, tensor<2x3xi32>, tensor<2xi1>
    cond {
      stablehlo.return %_0 : tensor<i1>
    } do {
      %22 = stablehlo.slice %lookup.ids [0:2, 5:32] : (tensor<2x32xi32>) -> tensor<2x27xi32>
      %23 = stablehlo.slice %_1 [0:2, 5:6] : (tensor<2x6xi32>) -> tensor<2x1xi32>
      %24 = stablehlo.reshape %23 : (tensor<2x1xi32>) -> tensor<2xi32>
      %25 = stablehlo.broadcast_in_dim %24, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
      %26 = stablehlo.compare EQ, %22, %25, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
      %27 = stablehlo.convert %26 : (tensor<2x27xi1>) -> tensor<2x27xi32>
      %28 = stablehlo.slice %lookup.ids [0:2, 4:31] : (tensor<2x32xi32>) -> tensor<2x27xi32>
      %29 = stablehlo.slice %_1 [0:2, 4:5] : (tensor<2x6xi32>) -> tensor<2x1xi32>
      %30 = stablehlo.reshape %29 : (tensor<2x1xi32>) -> tensor<2xi32>
      %31 = stablehlo.broadcast_in_dim %30, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
      %32 = stablehlo.compare EQ, %28, %31, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
      %33 = stablehlo.and %26, %32 : tensor<2x27xi1>
      %34 = stablehlo.convert %33 : (tensor<2x27xi1>) -> tensor<2x27xi32>
      %35 = stablehlo.add %27, %34 : tensor<2x27xi32>
      %36 = stablehlo.slice %lookup.ids [0:2, 3:30] : (tensor<2x32xi32>) -> tensor<2x27xi32>
      %37 = stablehlo.slice %_1 [0:2, 3:4] : (tensor<2x6xi32>) -> tensor<2x1xi32>
      %38 = stablehlo.reshape %37 : (tensor<2x1xi32>) -> tensor<2xi32>
      %39 = stablehlo.broadcast_in_dim %38, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
      %40 = stablehlo.compare EQ, %36, %39, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
      %41 = stablehlo.and %33, %40 : tensor<2x27xi1>
      %42 = stablehlo.convert %41 : (tensor<2x27xi1>) -> tensor<2x27xi32>
      %43 = stablehlo.add %35, %42 : tensor<2x27xi32>
      %44 = stablehlo.slice %lookup.ids [0:2, 2:29] : (tensor<2x32xi32>) -> tensor<2x27xi32>
      %45 = stablehlo.slice %_1 [0:2, 2:3] : (tensor<2x6xi32>) -> tensor<2x1xi32>
      %46 = stablehlo.reshape %45 : (tensor<2x1xi32>) -> tensor<2xi32>
      %47 = stablehlo.broadcast_in_dim %46, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
      %48 = stablehlo.compare EQ, %44, %47, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
      %49 = stablehlo.and %41, %48 : tensor<2x27xi1>
      %50 = stablehlo.convert %49 : (tensor<2x27xi1>) -> tensor<2x27xi32>
      %51 = stablehlo.add %43, %50 : tensor<2x27xi32>
      %52 = stablehlo.slice %lookup.ids [0:2, 1:28] : (tensor<2x32xi32>) -> tensor<2x27xi32>
      %53 = stablehlo.slice %_1 [0:2, 1:2] : (tensor<2x6xi32>) -> tensor<2x1xi32>
      %54 = stablehlo.reshape %53 : (tensor<2x1xi32>) -> tensor<2xi32>
      %55 = stablehlo.broadcast_in_dim %54, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
      %56 = stablehlo.compare EQ, %52, %55, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
      %57 = stablehlo.and %49, %56 : tensor<2x27xi1>
      %58 = stablehlo.convert %57 : (tensor<2x27xi1>) -> tensor<2x27xi32>
      %59 = stablehlo.add %51, %58 : tensor<2x27xi32>
      %60 = stablehlo.slice %lookup.ids [0:2, 0:27] : (tensor<2x32xi32>) -> tensor<2x27xi32>
      %61 = stablehlo.slice %_1 [0:2, 0:1] : (tensor<2x6xi32>) -> tensor<2x1xi32>
      %62 = stablehlo.reshape %61 : (tensor<2x1xi32>) -> tensor<2xi32>
      %63 = stablehlo.broadcast_in_dim %62, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
      %64 = stablehlo.compare EQ, %60, %63, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
      %65 = stablehlo.and %57, %64 : tensor<2x27xi1>
      %66 = stablehlo.convert %65 : (tensor<2x27xi1>) -> tensor<2x27xi32>
      %67 = stablehlo.add %59, %66 : tensor<2x27xi32>
      %68 = stablehlo.constant dense<40> : tensor<i32>
      %69 = stablehlo.compare LT, %lookup.credit, %68, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      %70 = stablehlo.convert %69 : (tensor<i1>) -> tensor<i32>
      %71 = stablehlo.constant dense<2> : tensor<i32>
      %72 = stablehlo.add %70, %71 : tensor<i32>
      %73 = stablehlo.broadcast_in_dim %72, dims = [] : (tensor<i32>) -> tensor<2x27xi32>
      %74 = stablehlo.compare GE, %67, %73, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
      %75 = stablehlo.iota dim = 0 : tensor<27xi32>
      %76 = stablehlo.constant dense<5> : tensor<27xi32>
      %77 = stablehlo.add %75, %76 : tensor<27xi32>
      %78 = stablehlo.broadcast_in_dim %77, dims = [1] : (tensor<27xi32>) -> tensor<2x27xi32>
      %79 = stablehlo.constant dense<1> : tensor<2xi32>
      %80 = stablehlo.subtract %lookup.length, %79 : tensor<2xi32>
      %81 = stablehlo.broadcast_in_dim %80, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
      %82 = stablehlo.compare LT, %78, %81, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
      %83 = stablehlo.and %74, %82 : tensor<2x27xi1>
      %84 = stablehlo.constant dense<32> : tensor<2x27xi32>
      %85 = stablehlo.multiply %67, %84 : tensor<2x27xi32>
      %86 = stablehlo.add %85, %78 : tensor<2x27xi32>
      %87 = stablehlo.constant dense<-1> : tensor<2x27xi32>
      %88 = stablehlo.select %83, %86, %87 : tensor<2x27xi1>, tensor<2x27xi32>
      %89 = stablehlo.constant dense<-2147483648> : tensor<i32>
      %90 = stablehlo.reduce(%88 init: %89) applies stablehlo.maximum across dimensions = [1] : (tensor<2x27xi32>, tensor<i32>) -> tensor<2xi32>
      %91 = stablehlo.compare GE, %90, %2, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %92 = stablehlo.and %91, %9 : tensor<2xi1>
      %93 = stablehlo.broadcast_in_dim %92, dims = [0] : (tensor<2xi1>) -> tensor<2x3xi1>
      %94 = stablehlo.iota dim = 0 : tensor<3xi32>
      %95 = stablehlo.broadcast_in_dim %94, dims = [2] : (tensor<3xi32>) -> tensor<2x3x3xi32>
      %96 = stablehlo.broadcast_in_dim %94, dims = [1] : (tensor<3xi32>) -> tensor<2x3xi32>
      %97 = stablehlo.maximum %90, %2 : tensor<2xi32>
      %98 = stablehlo.constant dense<32> : tensor<2xi32>
      %99 = stablehlo.remainder %97, %98 : tensor<2xi32>
      %100 = stablehlo.subtract %80, %99 : tensor<2xi32>
      %101 = stablehlo.maximum %100, %79 : tensor<2xi32>
      %102 = stablehlo.broadcast_in_dim %101, dims = [0] : (tensor<2xi32>) -> tensor<2x3xi32>
      %103 = stablehlo.remainder %96, %102 : tensor<2x3xi32>
      %104 = stablehlo.broadcast_in_dim %103, dims = [0, 1] : (tensor<2x3xi32>) -> tensor<2x3x3xi32>
      %105 = stablehlo.compare EQ, %95, %104, SIGNED : (tensor<2x3x3xi32>, tensor<2x3x3xi32>) -> tensor<2x3x3xi1>
      %106 = stablehlo.add %99, %79 : tensor<2xi32>
      %107 = stablehlo.reshape %106 : (tensor<2xi32>) -> tensor<2x1xi32>
      %108 = stablehlo.concatenate %13, %107, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
      %109 = "stablehlo.gather"(%lookup.ids, %108) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 3>}> : (tensor<2x32xi32>, tensor<2x2xi32>) -> tensor<2x3xi32>
      %110 = stablehlo.broadcast_in_dim %109, dims = [0, 2] : (tensor<2x3xi32>) -> tensor<2x3x3xi32>
      %111 = stablehlo.constant dense<0> : tensor<2x3x3xi32>
      %112 = stablehlo.select %105, %110, %111 : tensor<2x3x3xi1>, tensor<2x3x3xi32>
      %113 = stablehlo.reduce(%112 init: %0) applies stablehlo.add across dimensions = [2] : (tensor<2x3x3xi32>, tensor<i32>) -> tensor<2x3xi32>
      %114 = stablehlo.select %93, %113, %19 : tensor<2x3xi1>, tensor<2x3xi32>
      stablehlo.return %10, %_1, %114, %92 : tensor<i1>, tensor<2x6xi32>, tensor<2x3xi32>, tensor<2xi1>
    }
    %115:18 = stablehlo.while(%_4 = %0, %_5 = %1, %_6 = %2, %_7 = %rows.token, %_8 = %rows.done, %_9 = %rows.number, %_10 = %lookup.ids, %_11 = %lookup.length, %_12 = %lookup.wants, %_13 = %lookup.credit, %_14 = %21#2, %_15 = %21#3, %_16 = %2, %_17 = %2, %_18 = %state.layers.0.conv, %_19 = %state.layers.0.ssm, %_20 = %state.layers.1.conv, %_21 = %state.layers.1.ssm) : tensor<i32>, tensor<2x20xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x32xi32>, tensor<2xi32>, tensor<2xi1>, tensor<i32>, tensor<2x3xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2xi32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
    cond {
      %116 = stablehlo.constant dense<4> : tensor<i32>
      %117 = stablehlo.compare LT, %_4, %116, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      %118 = stablehlo.compare LT, %_4, %limit, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      %119 = stablehlo.and %117, %118 : tensor<i1>
      %120 = stablehlo.not %_8 : tensor<2xi1>
      %121 = stablehlo.reduce(%120 init: %10) applies stablehlo.or across dimensions = [0] : (tensor<2xi1>, tensor<i1>) -> tensor<i1>
      %122 = stablehlo.and %119, %121 : tensor<i1>
      stablehlo.return %122 : tensor<i1>
    } do {
      %123:18 = stablehlo.while(%_22 = %_4, %_23 = %_5, %_24 = %_6, %_25 = %_7, %_26 = %_8, %_27 = %_9, %_28 = %_10, %_29 = %_11, %_30 = %_12, %_31 = %_13, %_32 = %_14, %_33 = %_15, %_34 = %_16, %_35 = %_17, %_36 = %_18, %_37 = %_19, %_38 = %_20, %_39 = %_21) : tensor<i32>, tensor<2x20xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x32xi32>, tensor<2xi32>, tensor<2xi1>, tensor<i32>, tensor<2x3xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2xi32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
      cond {
        %124 = stablehlo.constant dense<4> : tensor<i32>
        %125 = stablehlo.compare LT, %_22, %124, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
        %126 = stablehlo.compare LT, %_22, %limit, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
        %127 = stablehlo.and %125, %126 : tensor<i1>
        %128 = stablehlo.not %_26 : tensor<2xi1>
        %129 = stablehlo.reduce(%128 init: %10) applies stablehlo.or across dimensions = [0] : (tensor<2xi1>, tensor<i1>) -> tensor<i1>
        %130 = stablehlo.and %127, %129 : tensor<i1>
        %131 = stablehlo.reduce(%_33 init: %10) applies stablehlo.or across dimensions = [0] : (tensor<2xi1>, tensor<i1>) -> tensor<i1>
        %132 = stablehlo.not %131 : tensor<i1>
        %133 = stablehlo.and %130, %132 : tensor<i1>
        stablehlo.return %133 : tensor<i1>
      } do {
        %134 = stablehlo.constant dense<1> : tensor<i32>
        %135 = stablehlo.add %_22, %134 : tensor<i32>
        %136 = stablehlo.constant dense<-1> : tensor<2x1xi32>
        %137 = stablehlo.not %_26 : tensor<2xi1>
        %138 = stablehlo.not %137 : tensor<2xi1>
        %139 = "stablehlo.gather"(%weights.embedding, %_25) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 8>}> : (tensor<11x8xbf16>, tensor<2xi32>) -> tensor<2x8xbf16>
        %140 = stablehlo.convert %139 : (tensor<2x8xbf16>) -> tensor<2x8xf32>
        %141 = stablehlo.exponential %weights.layers.0.mixer.A_log : tensor<2x2xf32>
        %142 = stablehlo.negate %141 : tensor<2x2xf32>
        %143 = stablehlo.broadcast_in_dim %142, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2xf32>
        %144 = stablehlo.broadcast_in_dim %137, dims = [0] : (tensor<2xi1>) -> tensor<2x2x2xi1>
        %145 = stablehlo.multiply %140, %140 : tensor<2x8xf32>
        %146 = stablehlo.constant dense<0.0> : tensor<f32>
        %147 = stablehlo.reduce(%145 init: %146) applies stablehlo.add across dimensions = [1] : (tensor<2x8xf32>, tensor<f32>) -> tensor<2xf32>
        %148 = stablehlo.constant dense<0.125> : tensor<2xf32>
        %149 = stablehlo.multiply %147, %148 : tensor<2xf32>
        %150 = stablehlo.constant dense<1.0e-05> : tensor<2xf32>
        %151 = stablehlo.add %149, %150 : tensor<2xf32>
        %152 = stablehlo.rsqrt %151 : tensor<2xf32>
        %153 = stablehlo.broadcast_in_dim %152, dims = [0] : (tensor<2xf32>) -> tensor<2x8xf32>
        %154 = stablehlo.multiply %140, %153 : tensor<2x8xf32>
        %155 = stablehlo.broadcast_in_dim %weights.layers.0.norm, dims = [1] : (tensor<8xf32>) -> tensor<2x8xf32>
        %156 = stablehlo.multiply %154, %155 : tensor<2x8xf32>
        %157 = stablehlo.convert %156 : (tensor<2x8xf32>) -> tensor<2x8xbf16>
        %158 = stablehlo.dot_general %157, %weights.layers.0.mixer.in_proj, contracting_dims = [1] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x8xbf16>, tensor<48x8xbf16>) -> tensor<2x48xf32>
        %159 = stablehlo.slice %158 [0:2, 44:48] : (tensor<2x48xf32>) -> tensor<2x4xf32>
        %160 = stablehlo.reshape %159 : (tensor<2x4xf32>) -> tensor<2x2x2xf32>
        %161 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.dt_bias, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2xf32>
        %162 = stablehlo.add %160, %161 : tensor<2x2x2xf32>
        %163 = stablehlo.constant dense<0.0> : tensor<2x2x2xf32>
        %164 = stablehlo.maximum %162, %163 : tensor<2x2x2xf32>
        %165 = stablehlo.abs %162 : tensor<2x2x2xf32>
        %166 = stablehlo.negate %165 : tensor<2x2x2xf32>
        %167 = stablehlo.exponential %166 : tensor<2x2x2xf32>
        %168 = stablehlo.log_plus_one %167 : tensor<2x2x2xf32>
        %169 = stablehlo.add %164, %168 : tensor<2x2x2xf32>
        %170 = stablehlo.constant dense<0.001> : tensor<2x2x2xf32>
        %171 = stablehlo.maximum %169, %170 : tensor<2x2x2xf32>
        %172 = stablehlo.constant dense<100.0> : tensor<2x2x2xf32>
        %173 = stablehlo.minimum %171, %172 : tensor<2x2x2xf32>
        %174 = stablehlo.select %144, %173, %163 : tensor<2x2x2xi1>, tensor<2x2x2xf32>
        %175 = stablehlo.optimization_barrier %174 : tensor<2x2x2xf32>
        %176 = stablehlo.multiply %143, %175 : tensor<2x2x2xf32>
        %177 = stablehlo.exponential %176 : tensor<2x2x2xf32>
        %178 = stablehlo.broadcast_in_dim %177, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4x3xf32>
        %179 = stablehlo.multiply %178, %_37 : tensor<2x2x2x4x3xf32>
        %180 = stablehlo.slice %158 [0:2, 16:44] : (tensor<2x48xf32>) -> tensor<2x28xf32>
        %181 = stablehlo.reshape %180 : (tensor<2x28xf32>) -> tensor<2x1x28xf32>
        %182 = stablehlo.concatenate %_36, %181, dim = 1 : (tensor<2x2x28xf32>, tensor<2x1x28xf32>) -> tensor<2x3x28xf32>
        %183 = stablehlo.slice %182 [0:2, 0:1, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
        %184 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
        %185 = stablehlo.reshape %184 : (tensor<28x1xf32>) -> tensor<28xf32>
        %186 = stablehlo.broadcast_in_dim %185, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
        %187 = stablehlo.multiply %183, %186 : tensor<2x1x28xf32>
        %188 = stablehlo.slice %182 [0:2, 1:2, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
        %189 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
        %190 = stablehlo.reshape %189 : (tensor<28x1xf32>) -> tensor<28xf32>
        %191 = stablehlo.broadcast_in_dim %190, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
        %192 = stablehlo.multiply %188, %191 : tensor<2x1x28xf32>
        %193 = stablehlo.add %187, %192 : tensor<2x1x28xf32>
        %194 = stablehlo.slice %182 [0:2, 2:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
        %195 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
        %196 = stablehlo.reshape %195 : (tensor<28x1xf32>) -> tensor<28xf32>
        %197 = stablehlo.broadcast_in_dim %196, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
        %198 = stablehlo.multiply %194, %197 : tensor<2x1x28xf32>
        %199 = stablehlo.add %193, %198 : tensor<2x1x28xf32>
        %200 = stablehlo.reshape %199 : (tensor<2x1x28xf32>) -> tensor<2x28xf32>
        %201 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.conv_bias, dims = [1] : (tensor<28xf32>) -> tensor<2x28xf32>
        %202 = stablehlo.add %200, %201 : tensor<2x28xf32>
        %203 = stablehlo.logistic %202 : tensor<2x28xf32>
        %204 = stablehlo.multiply %202, %203 : tensor<2x28xf32>
        %205 = stablehlo.optimization_barrier %204 : tensor<2x28xf32>
        %206 = stablehlo.slice %205 [0:2, 0:16] : (tensor<2x28xf32>) -> tensor<2x16xf32>
        %207 = stablehlo.reshape %206 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
        %208 = stablehlo.broadcast_in_dim %175, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4xf32>
        %209 = stablehlo.multiply %207, %208 : tensor<2x2x2x4xf32>
        %210 = stablehlo.broadcast_in_dim %209, dims = [0, 1, 2, 3] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x3xf32>
        %211 = stablehlo.slice %205 [0:2, 16:22] : (tensor<2x28xf32>) -> tensor<2x6xf32>
        %212 = stablehlo.reshape %211 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
        %213 = stablehlo.broadcast_in_dim %212, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
        %214 = stablehlo.multiply %210, %213 : tensor<2x2x2x4x3xf32>
        %215 = stablehlo.add %179, %214 : tensor<2x2x2x4x3xf32>
        %216 = stablehlo.slice %205 [0:2, 22:28] : (tensor<2x28xf32>) -> tensor<2x6xf32>
        %217 = stablehlo.reshape %216 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
        %218 = stablehlo.broadcast_in_dim %217, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
        %219 = stablehlo.multiply %215, %218 : tensor<2x2x2x4x3xf32>
        %220 = stablehlo.reduce(%219 init: %146) applies stablehlo.add across dimensions = [4] : (tensor<2x2x2x4x3xf32>, tensor<f32>) -> tensor<2x2x2x4xf32>
        %221 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.D, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
        %222 = stablehlo.multiply %221, %207 : tensor<2x2x2x4xf32>
        %223 = stablehlo.add %220, %222 : tensor<2x2x2x4xf32>
        %224 = stablehlo.slice %158 [0:2, 0:16] : (tensor<2x48xf32>) -> tensor<2x16xf32>
        %225 = stablehlo.reshape %224 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
        %226 = stablehlo.logistic %225 : tensor<2x2x2x4xf32>
        %227 = stablehlo.multiply %225, %226 : tensor<2x2x2x4xf32>
        %228 = stablehlo.multiply %223, %227 : tensor<2x2x2x4xf32>
        %229 = stablehlo.multiply %228, %228 : tensor<2x2x2x4xf32>
        %230 = stablehlo.reduce(%229 init: %146) applies stablehlo.add across dimensions = [2, 3] : (tensor<2x2x2x4xf32>, tensor<f32>) -> tensor<2x2xf32>
        %231 = stablehlo.constant dense<0.125> : tensor<2x2xf32>
        %232 = stablehlo.multiply %230, %231 : tensor<2x2xf32>
        %233 = stablehlo.constant dense<1.0e-05> : tensor<2x2xf32>
        %234 = stablehlo.add %232, %233 : tensor<2x2xf32>
        %235 = stablehlo.rsqrt %234 : tensor<2x2xf32>
        %236 = stablehlo.broadcast_in_dim %235, dims = [0, 1] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
        %237 = stablehlo.multiply %228, %236 : tensor<2x2x2x4xf32>
        %238 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.norm, dims = [1, 2, 3] : (tensor<2x2x4xf32>) -> tensor<2x2x2x4xf32>
        %239 = stablehlo.multiply %237, %238 : tensor<2x2x2x4xf32>
        %240 = stablehlo.reshape %239 : (tensor<2x2x2x4xf32>) -> tensor<2x16xf32>
        %241 = stablehlo.convert %240 : (tensor<2x16xf32>) -> tensor<2x16xbf16>
        %242 = stablehlo.dot_general %241, %weights.layers.0.mixer.out_proj, contracting_dims = [1] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x16xbf16>, tensor<8x16xbf16>) -> tensor<2x8xf32>
        %243 = stablehlo.add %140, %242 : tensor<2x8xf32>
        %244 = stablehlo.exponential %weights.layers.1.mixer.A_log : tensor<2x2xf32>
        %245 = stablehlo.negate %244 : tensor<2x2xf32>
        %246 = stablehlo.broadcast_in_dim %245, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2xf32>
        %247 = stablehlo.multiply %243, %243 : tensor<2x8xf32>
        %248 = stablehlo.reduce(%247 init: %146) applies stablehlo.add across dimensions = [1] : (tensor<2x8xf32>, tensor<f32>) -> tensor<2xf32>
        %249 = stablehlo.multiply %248, %148 : tensor<2xf32>
        %250 = stablehlo.add %249, %150 : tensor<2xf32>
        %251 = stablehlo.rsqrt %250 : tensor<2xf32>
        %252 = stablehlo.broadcast_in_dim %251, dims = [0] : (tensor<2xf32>) -> tensor<2x8xf32>
        %253 = stablehlo.multiply %243, %252 : tensor<2x8xf32>
        %254 = stablehlo.broadcast_in_dim %weights.layers.1.norm, dims = [1] : (tensor<8xf32>) -> tensor<2x8xf32>
        %255 = stablehlo.multiply %253, %254 : tensor<2x8xf32>
        %256 = stablehlo.convert %255 : (tensor<2x8xf32>) -> tensor<2x8xbf16>
        %257 = stablehlo.dot_general %256, %weights.layers.1.mixer.in_proj, contracting_dims = [1] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x8xbf16>, tensor<48x8xbf16>) -> tensor<2x48xf32>
        %258 = stablehlo.slice %257 [0:2, 44:48] : (tensor<2x48xf32>) -> tensor<2x4xf32>
        %259 = stablehlo.reshape %258 : (tensor<2x4xf32>) -> tensor<2x2x2xf32>
        %260 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.dt_bias, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2xf32>
        %261 = stablehlo.add %259, %260 : tensor<2x2x2xf32>
        %262 = stablehlo.maximum %261, %163 : tensor<2x2x2xf32>
        %263 = stablehlo.abs %261 : tensor<2x2x2xf32>
        %264 = stablehlo.negate %263 : tensor<2x2x2xf32>
        %265 = stablehlo.exponential %264 : tensor<2x2x2xf32>
        %266 = stablehlo.log_plus_one %265 : tensor<2x2x2xf32>
        %267 = stablehlo.add %262, %266 : tensor<2x2x2xf32>
        %268 = stablehlo.maximum %267, %170 : tensor<2x2x2xf32>
        %269 = stablehlo.minimum %268, %172 : tensor<2x2x2xf32>
        %270 = stablehlo.select %144, %269, %163 : tensor<2x2x2xi1>, tensor<2x2x2xf32>
        %271 = stablehlo.optimization_barrier %270 : tensor<2x2x2xf32>
        %272 = stablehlo.multiply %246, %271 : tensor<2x2x2xf32>
        %273 = stablehlo.exponential %272 : tensor<2x2x2xf32>
        %274 = stablehlo.broadcast_in_dim %273, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4x3xf32>
        %275 = stablehlo.multiply %274, %_39 : tensor<2x2x2x4x3xf32>
        %276 = stablehlo.slice %257 [0:2, 16:44] : (tensor<2x48xf32>) -> tensor<2x28xf32>
        %277 = stablehlo.reshape %276 : (tensor<2x28xf32>) -> tensor<2x1x28xf32>
        %278 = stablehlo.concatenate %_38, %277, dim = 1 : (tensor<2x2x28xf32>, tensor<2x1x28xf32>) -> tensor<2x3x28xf32>
        %279 = stablehlo.slice %278 [0:2, 0:1, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
        %280 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
        %281 = stablehlo.reshape %280 : (tensor<28x1xf32>) -> tensor<28xf32>
        %282 = stablehlo.broadcast_in_dim %281, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
        %283 = stablehlo.multiply %279, %282 : tensor<2x1x28xf32>
        %284 = stablehlo.slice %278 [0:2, 1:2, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
        %285 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
        %286 = stablehlo.reshape %285 : (tensor<28x1xf32>) -> tensor<28xf32>
        %287 = stablehlo.broadcast_in_dim %286, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
        %288 = stablehlo.multiply %284, %287 : tensor<2x1x28xf32>
        %289 = stablehlo.add %283, %288 : tensor<2x1x28xf32>
        %290 = stablehlo.slice %278 [0:2, 2:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
        %291 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
        %292 = stablehlo.reshape %291 : (tensor<28x1xf32>) -> tensor<28xf32>
        %293 = stablehlo.broadcast_in_dim %292, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
        %294 = stablehlo.multiply %290, %293 : tensor<2x1x28xf32>
        %295 = stablehlo.add %289, %294 : tensor<2x1x28xf32>
        %296 = stablehlo.reshape %295 : (tensor<2x1x28xf32>) -> tensor<2x28xf32>
        %297 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.conv_bias, dims = [1] : (tensor<28xf32>) -> tensor<2x28xf32>
        %298 = stablehlo.add %296, %297 : tensor<2x28xf32>
        %299 = stablehlo.logistic %298 : tensor<2x28xf32>
        %300 = stablehlo.multiply %298, %299 : tensor<2x28xf32>
        %301 = stablehlo.optimization_barrier %300 : tensor<2x28xf32>
        %302 = stablehlo.slice %301 [0:2, 0:16] : (tensor<2x28xf32>) -> tensor<2x16xf32>
        %303 = stablehlo.reshape %302 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
        %304 = stablehlo.broadcast_in_dim %271, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4xf32>
        %305 = stablehlo.multiply %303, %304 : tensor<2x2x2x4xf32>
        %306 = stablehlo.broadcast_in_dim %305, dims = [0, 1, 2, 3] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x3xf32>
        %307 = stablehlo.slice %301 [0:2, 16:22] : (tensor<2x28xf32>) -> tensor<2x6xf32>
        %308 = stablehlo.reshape %307 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
        %309 = stablehlo.broadcast_in_dim %308, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
        %310 = stablehlo.multiply %306, %309 : tensor<2x2x2x4x3xf32>
        %311 = stablehlo.add %275, %310 : tensor<2x2x2x4x3xf32>
        %312 = stablehlo.slice %301 [0:2, 22:28] : (tensor<2x28xf32>) -> tensor<2x6xf32>
        %313 = stablehlo.reshape %312 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
        %314 = stablehlo.broadcast_in_dim %313, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
        %315 = stablehlo.multiply %311, %314 : tensor<2x2x2x4x3xf32>
        %316 = stablehlo.reduce(%315 init: %146) applies stablehlo.add across dimensions = [4] : (tensor<2x2x2x4x3xf32>, tensor<f32>) -> tensor<2x2x2x4xf32>
        %317 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.D, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
        %318 = stablehlo.multiply %317, %303 : tensor<2x2x2x4xf32>
        %319 = stablehlo.add %316, %318 : tensor<2x2x2x4xf32>
        %320 = stablehlo.slice %257 [0:2, 0:16] : (tensor<2x48xf32>) -> tensor<2x16xf32>
        %321 = stablehlo.reshape %320 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
        %322 = stablehlo.logistic %321 : tensor<2x2x2x4xf32>
        %323 = stablehlo.multiply %321, %322 : tensor<2x2x2x4xf32>
        %324 = stablehlo.multiply %319, %323 : tensor<2x2x2x4xf32>
        %325 = stablehlo.multiply %324, %324 : tensor<2x2x2x4xf32>
        %326 = stablehlo.reduce(%325 init: %146) applies stablehlo.add across dimensions = [2, 3] : (tensor<2x2x2x4xf32>, tensor<f32>) -> tensor<2x2xf32>
        %327 = stablehlo.multiply %326, %231 : tensor<2x2xf32>
        %328 = stablehlo.add %327, %233 : tensor<2x2xf32>
        %329 = stablehlo.rsqrt %328 : tensor<2x2xf32>
        %330 = stablehlo.broadcast_in_dim %329, dims = [0, 1] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
        %331 = stablehlo.multiply %324, %330 : tensor<2x2x2x4xf32>
        %332 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.norm, dims = [1, 2, 3] : (tensor<2x2x4xf32>) -> tensor<2x2x2x4xf32>
        %333 = stablehlo.multiply %331, %332 : tensor<2x2x2x4xf32>
        %334 = stablehlo.reshape %333 : (tensor<2x2x2x4xf32>) -> tensor<2x16xf32>
        %335 = stablehlo.convert %334 : (tensor<2x16xf32>) -> tensor<2x16xbf16>
        %336 = stablehlo.dot_general %335, %weights.layers.1.mixer.out_proj, contracting_dims = [1] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x16xbf16>, tensor<8x16xbf16>) -> tensor<2x8xf32>
        %337 = stablehlo.add %243, %336 : tensor<2x8xf32>
        %338 = stablehlo.multiply %337, %337 : tensor<2x8xf32>
        %339 = stablehlo.reduce(%338 init: %146) applies stablehlo.add across dimensions = [1] : (tensor<2x8xf32>, tensor<f32>) -> tensor<2xf32>
        %340 = stablehlo.multiply %339, %148 : tensor<2xf32>
        %341 = stablehlo.add %340, %150 : tensor<2xf32>
        %342 = stablehlo.rsqrt %341 : tensor<2xf32>
        %343 = stablehlo.broadcast_in_dim %342, dims = [0] : (tensor<2xf32>) -> tensor<2x8xf32>
        %344 = stablehlo.multiply %337, %343 : tensor<2x8xf32>
        %345 = stablehlo.broadcast_in_dim %weights.norm_f, dims = [1] : (tensor<8xf32>) -> tensor<2x8xf32>
        %346 = stablehlo.multiply %344, %345 : tensor<2x8xf32>
        %347 = stablehlo.convert %346 : (tensor<2x8xf32>) -> tensor<2x8xbf16>
        %348 = stablehlo.dot_general %347, %weights.embedding, contracting_dims = [1] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x8xbf16>, tensor<11x8xbf16>) -> tensor<2x11xf32>
        %349 = stablehlo.constant dense<0xFF800000> : tensor<f32>
        %350 = stablehlo.reduce(%348 init: %349) applies stablehlo.maximum across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
        %351 = stablehlo.abs %350 : tensor<2xf32>
        %352 = stablehlo.constant dense<0x7F800000> : tensor<2xf32>
        %353 = stablehlo.compare LT, %351, %352, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
        %354 = stablehlo.compare NE, %348, %348, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
        %355 = stablehlo.constant dense<-1> : tensor<2x11xi32>
        %356 = stablehlo.broadcast_in_dim %350, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
        %357 = stablehlo.compare EQ, %348, %356, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
        %358 = stablehlo.iota dim = 0 : tensor<11xi32>
        %359 = stablehlo.broadcast_in_dim %358, dims = [1] : (tensor<11xi32>) -> tensor<2x11xi32>
        %360 = stablehlo.constant dense<11> : tensor<2x11xi32>
        %361 = stablehlo.select %357, %359, %360 : tensor<2x11xi1>, tensor<2x11xi32>
        %362 = stablehlo.select %354, %355, %361 : tensor<2x11xi1>, tensor<2x11xi32>
        %363 = stablehlo.constant dense<2147483647> : tensor<i32>
        %364 = stablehlo.reduce(%362 init: %363) applies stablehlo.minimum across dimensions = [1] : (tensor<2x11xi32>, tensor<i32>) -> tensor<2xi32>
        %365 = stablehlo.compare LT, %364, %2, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
        %366 = stablehlo.constant dense<11> : tensor<2xi32>
        %367 = stablehlo.select %365, %366, %364 : tensor<2xi1>, tensor<2xi32>
        %368 = stablehlo.select %353, %367, %366 : tensor<2xi1>, tensor<2xi32>
        %369 = stablehlo.select %138, %_25, %368 : tensor<2xi1>, tensor<2xi32>
        %370 = stablehlo.constant dense<-1> : tensor<2xi32>
        %371 = stablehlo.select %137, %369, %370 : tensor<2xi1>, tensor<2xi32>
        %372 = stablehlo.broadcast_in_dim %371, dims = [0] : (tensor<2xi32>) -> tensor<2x1xi32>
        %373 = stablehlo.dynamic_update_slice %136, %372, %0, %0 : (tensor<2x1xi32>, tensor<2x1xi32>, tensor<i32>, tensor<i32>) -> tensor<2x1xi32>
        %374 = stablehlo.slice %373 [0:1, 0:1] : (tensor<2x1xi32>) -> tensor<1x1xi32>
        %375 = stablehlo.slice %_24 [0:1] : (tensor<2xi32>) -> tensor<1xi32>
        %376 = stablehlo.reshape %375 : (tensor<1xi32>) -> tensor<i32>
        %377 = stablehlo.dynamic_update_slice %_23, %374, %0, %376 : (tensor<2x20xi32>, tensor<1x1xi32>, tensor<i32>, tensor<i32>) -> tensor<2x20xi32>
        %378 = stablehlo.slice %373 [1:2, 0:1] : (tensor<2x1xi32>) -> tensor<1x1xi32>
        %379 = stablehlo.slice %_24 [1:2] : (tensor<2xi32>) -> tensor<1xi32>
        %380 = stablehlo.reshape %379 : (tensor<1xi32>) -> tensor<i32>
        %381 = stablehlo.dynamic_update_slice %377, %378, %134, %380 : (tensor<2x20xi32>, tensor<1x1xi32>, tensor<i32>, tensor<i32>) -> tensor<2x20xi32>
        %382 = stablehlo.constant dense<0> : tensor<2x1xi32>
        %383 = stablehlo.compare GE, %373, %382, SIGNED : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x1xi1>
        %384 = stablehlo.convert %383 : (tensor<2x1xi1>) -> tensor<2x1xi32>
        %385 = stablehlo.reduce(%384 init: %0) applies stablehlo.add across dimensions = [1] : (tensor<2x1xi32>, tensor<i32>) -> tensor<2xi32>
        %386 = stablehlo.add %_24, %385 : tensor<2xi32>
        %387 = stablehlo.broadcast_in_dim %368, dims = [0] : (tensor<2xi32>) -> tensor<2x1xi32>
        %388 = stablehlo.compare EQ, %387, %orders.stop_ids, SIGNED : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x1xi1>
        %389 = stablehlo.reduce(%388 init: %10) applies stablehlo.or across dimensions = [1] : (tensor<2x1xi1>, tensor<i1>) -> tensor<2xi1>
        %390 = stablehlo.constant dense<1> : tensor<2xi32>
        %391 = stablehlo.add %_27, %390 : tensor<2xi32>
        %392 = stablehlo.compare GE, %391, %orders.budget, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
        %393 = stablehlo.or %389, %392 : tensor<2xi1>
        %394 = stablehlo.compare GE, %368, %366, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
        %395 = stablehlo.or %393, %394 : tensor<2xi1>
        %396 = stablehlo.or %138, %395 : tensor<2xi1>
        %397 = stablehlo.select %137, %396, %_26 : tensor<2xi1>, tensor<2xi1>
        %398 = stablehlo.select %138, %_27, %391 : tensor<2xi1>, tensor<2xi32>
        %399 = stablehlo.slice %_29 [0:1] : (tensor<2xi32>) -> tensor<1xi32>
        %400 = stablehlo.reshape %399 : (tensor<1xi32>) -> tensor<i32>
        %401 = stablehlo.dynamic_update_slice %_28, %374, %0, %400 : (tensor<2x32xi32>, tensor<1x1xi32>, tensor<i32>, tensor<i32>) -> tensor<2x32xi32>
        %402 = stablehlo.slice %_29 [1:2] : (tensor<2xi32>) -> tensor<1xi32>
        %403 = stablehlo.reshape %402 : (tensor<1xi32>) -> tensor<i32>
        %404 = stablehlo.dynamic_update_slice %401, %378, %134, %403 : (tensor<2x32xi32>, tensor<1x1xi32>, tensor<i32>, tensor<i32>) -> tensor<2x32xi32>
        %405 = stablehlo.add %_29, %385 : tensor<2xi32>
        %406 = stablehlo.reduce(%_33 init: %10) applies stablehlo.or across dimensions = [0] : (tensor<2xi1>, tensor<i1>) -> tensor<i1>
        %407 = stablehlo.reduce(%385 init: %0) applies stablehlo.add across dimensions = [0] : (tensor<2xi32>, tensor<i32>) -> tensor<i32>
        %408 = stablehlo.constant dense<20> : tensor<i32>
        %409 = stablehlo.multiply %407, %408 : tensor<i32>
        %410 = stablehlo.compare GT, %385, %2, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
        %411 = stablehlo.convert %410 : (tensor<2xi1>) -> tensor<2xi32>
        %412 = stablehlo.reduce(%411 init: %0) applies stablehlo.add across dimensions = [0] : (tensor<2xi32>, tensor<i32>) -> tensor<i32>
        %413 = stablehlo.maximum %412, %134 : tensor<i32>
        %414 = stablehlo.divide %409, %413 : tensor<i32>
        %415 = stablehlo.constant dense<80> : tensor<i32>
        %416 = stablehlo.subtract %414, %415 : tensor<i32>
        %417 = stablehlo.select %406, %416, %134 : tensor<i1>, tensor<i32>
        %418 = stablehlo.add %_31, %417 : tensor<i32>
        %419 = stablehlo.constant dense<120> : tensor<i32>
        %420 = stablehlo.minimum %418, %419 : tensor<i32>
        %421 = stablehlo.not %397 : tensor<2xi1>
        %422 = stablehlo.and %_30, %421 : tensor<2xi1>
        %423 = stablehlo.compare GE, %420, %0, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
        %424 = stablehlo.broadcast_in_dim %423, dims = [] : (tensor<i1>) -> tensor<2xi1>
        %425 = stablehlo.and %422, %424 : tensor<2xi1>
        %426 = stablehlo.not %425 : tensor<2xi1>
        %427 = stablehlo.not %426 : tensor<2xi1>
        %428 = stablehlo.reduce(%427 init: %10) applies stablehlo.or across dimensions = [0] : (tensor<2xi1>, tensor<i1>) -> tensor<i1>
        %429 = stablehlo.subtract %405, %14 : tensor<2xi32>
        %430 = stablehlo.reshape %429 : (tensor<2xi32>) -> tensor<2x1xi32>
        %431 = stablehlo.concatenate %13, %430, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
        %432 = "stablehlo.gather"(%404, %431) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 6>}> : (tensor<2x32xi32>, tensor<2x2xi32>) -> tensor<2x6xi32>
        %433:4 = stablehlo.while(%_40 = %428, %_41 = %432, %_42 = %19, %_43 = %20) : tensor<i1>, tensor<2x6xi32>, tensor<2x3xi32>, tensor<2xi1>
        cond {
          stablehlo.return %_40 : tensor<i1>
        } do {
          %434 = stablehlo.slice %404 [0:2, 5:32] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %435 = stablehlo.slice %_41 [0:2, 5:6] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %436 = stablehlo.reshape %435 : (tensor<2x1xi32>) -> tensor<2xi32>
          %437 = stablehlo.broadcast_in_dim %436, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %438 = stablehlo.compare EQ, %434, %437, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %439 = stablehlo.convert %438 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %440 = stablehlo.slice %404 [0:2, 4:31] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %441 = stablehlo.slice %_41 [0:2, 4:5] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %442 = stablehlo.reshape %441 : (tensor<2x1xi32>) -> tensor<2xi32>
          %443 = stablehlo.broadcast_in_dim %442, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %444 = stablehlo.compare EQ, %440, %443, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %445 = stablehlo.and %438, %444 : tensor<2x27xi1>
          %446 = stablehlo.convert %445 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %447 = stablehlo.add %439, %446 : tensor<2x27xi32>
          %448 = stablehlo.slice %404 [0:2, 3:30] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %449 = stablehlo.slice %_41 [0:2, 3:4] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %450 = stablehlo.reshape %449 : (tensor<2x1xi32>) -> tensor<2xi32>
          %451 = stablehlo.broadcast_in_dim %450, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %452 = stablehlo.compare EQ, %448, %451, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %453 = stablehlo.and %445, %452 : tensor<2x27xi1>
          %454 = stablehlo.convert %453 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %455 = stablehlo.add %447, %454 : tensor<2x27xi32>
          %456 = stablehlo.slice %404 [0:2, 2:29] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %457 = stablehlo.slice %_41 [0:2, 2:3] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %458 = stablehlo.reshape %457 : (tensor<2x1xi32>) -> tensor<2xi32>
          %459 = stablehlo.broadcast_in_dim %458, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %460 = stablehlo.compare EQ, %456, %459, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %461 = stablehlo.and %453, %460 : tensor<2x27xi1>
          %462 = stablehlo.convert %461 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %463 = stablehlo.add %455, %462 : tensor<2x27xi32>
          %464 = stablehlo.slice %404 [0:2, 1:28] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %465 = stablehlo.slice %_41 [0:2, 1:2] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %466 = stablehlo.reshape %465 : (tensor<2x1xi32>) -> tensor<2xi32>
          %467 = stablehlo.broadcast_in_dim %466, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %468 = stablehlo.compare EQ, %464, %467, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %469 = stablehlo.and %461, %468 : tensor<2x27xi1>
          %470 = stablehlo.convert %469 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %471 = stablehlo.add %463, %470 : tensor<2x27xi32>
          %472 = stablehlo.slice %404 [0:2, 0:27] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %473 = stablehlo.slice %_41 [0:2, 0:1] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %474 = stablehlo.reshape %473 : (tensor<2x1xi32>) -> tensor<2xi32>
          %475 = stablehlo.broadcast_in_dim %474, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %476 = stablehlo.compare EQ, %472, %475, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %477 = stablehlo.and %469, %476 : tensor<2x27xi1>
          %478 = stablehlo.convert %477 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %479 = stablehlo.add %471, %478 : tensor<2x27xi32>
          %480 = stablehlo.constant dense<40> : tensor<i32>
          %481 = stablehlo.compare LT, %420, %480, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
          %482 = stablehlo.convert %481 : (tensor<i1>) -> tensor<i32>
          %483 = stablehlo.constant dense<2> : tensor<i32>
          %484 = stablehlo.add %482, %483 : tensor<i32>
          %485 = stablehlo.broadcast_in_dim %484, dims = [] : (tensor<i32>) -> tensor<2x27xi32>
          %486 = stablehlo.compare GE, %479, %485, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %487 = stablehlo.iota dim = 0 : tensor<27xi32>
          %488 = stablehlo.constant dense<5> : tensor<27xi32>
          %489 = stablehlo.add %487, %488 : tensor<27xi32>
          %490 = stablehlo.broadcast_in_dim %489, dims = [1] : (tensor<27xi32>) -> tensor<2x27xi32>
          %491 = stablehlo.subtract %405, %390 : tensor<2xi32>
          %492 = stablehlo.broadcast_in_dim %491, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %493 = stablehlo.compare LT, %490, %492, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %494 = stablehlo.and %486, %493 : tensor<2x27xi1>
          %495 = stablehlo.constant dense<32> : tensor<2x27xi32>
          %496 = stablehlo.multiply %479, %495 : tensor<2x27xi32>
          %497 = stablehlo.add %496, %490 : tensor<2x27xi32>
          %498 = stablehlo.constant dense<-1> : tensor<2x27xi32>
          %499 = stablehlo.select %494, %497, %498 : tensor<2x27xi1>, tensor<2x27xi32>
          %500 = stablehlo.constant dense<-2147483648> : tensor<i32>
          %501 = stablehlo.reduce(%499 init: %500) applies stablehlo.maximum across dimensions = [1] : (tensor<2x27xi32>, tensor<i32>) -> tensor<2xi32>
          %502 = stablehlo.compare GE, %501, %2, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
          %503 = stablehlo.and %502, %427 : tensor<2xi1>
          %504 = stablehlo.broadcast_in_dim %503, dims = [0] : (tensor<2xi1>) -> tensor<2x3xi1>
          %505 = stablehlo.iota dim = 0 : tensor<3xi32>
          %506 = stablehlo.broadcast_in_dim %505, dims = [2] : (tensor<3xi32>) -> tensor<2x3x3xi32>
          %507 = stablehlo.broadcast_in_dim %505, dims = [1] : (tensor<3xi32>) -> tensor<2x3xi32>
          %508 = stablehlo.maximum %501, %2 : tensor<2xi32>
          %509 = stablehlo.constant dense<32> : tensor<2xi32>
          %510 = stablehlo.remainder %508, %509 : tensor<2xi32>
          %511 = stablehlo.subtract %491, %510 : tensor<2xi32>
          %512 = stablehlo.maximum %511, %390 : tensor<2xi32>
          %513 = stablehlo.broadcast_in_dim %512, dims = [0] : (tensor<2xi32>) -> tensor<2x3xi32>
          %514 = stablehlo.remainder %507, %513 : tensor<2x3xi32>
          %515 = stablehlo.broadcast_in_dim %514, dims = [0, 1] : (tensor<2x3xi32>) -> tensor<2x3x3xi32>
          %516 = stablehlo.compare EQ, %506, %515, SIGNED : (tensor<2x3x3xi32>, tensor<2x3x3xi32>) -> tensor<2x3x3xi1>
          %517 = stablehlo.add %510, %390 : tensor<2xi32>
          %518 = stablehlo.reshape %517 : (tensor<2xi32>) -> tensor<2x1xi32>
          %519 = stablehlo.concatenate %13, %518, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
          %520 = "stablehlo.gather"(%404, %519) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 3>}> : (tensor<2x32xi32>, tensor<2x2xi32>) -> tensor<2x3xi32>
          %521 = stablehlo.broadcast_in_dim %520, dims = [0, 2] : (tensor<2x3xi32>) -> tensor<2x3x3xi32>
          %522 = stablehlo.constant dense<0> : tensor<2x3x3xi32>
          %523 = stablehlo.select %516, %521, %522 : tensor<2x3x3xi1>, tensor<2x3x3xi32>
          %524 = stablehlo.reduce(%523 init: %0) applies stablehlo.add across dimensions = [2] : (tensor<2x3x3xi32>, tensor<i32>) -> tensor<2x3xi32>
          %525 = stablehlo.select %504, %524, %19 : tensor<2x3xi1>, tensor<2x3xi32>
          stablehlo.return %10, %_41, %525, %503 : tensor<i1>, tensor<2x6xi32>, tensor<2x3xi32>, tensor<2xi1>
        }
        %526 = stablehlo.broadcast_in_dim %137, dims = [0] : (tensor<2xi1>) -> tensor<2x2x28xi1>
        %527 = stablehlo.slice %182 [0:2, 1:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x2x28xf32>
        %528 = stablehlo.select %526, %527, %_36 : tensor<2x2x28xi1>, tensor<2x2x28xf32>
        %529 = stablehlo.slice %278 [0:2, 1:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x2x28xf32>
        %530 = stablehlo.select %526, %529, %_38 : tensor<2x2x28xi1>, tensor<2x2x28xf32>
        stablehlo.return %135, %381, %386, %369, %397, %398, %404, %405, %_30, %420, %433#2, %433#3, %_34, %_35, %528, %215, %530, %311 : tensor<i32>, tensor<2x20xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x32xi32>, tensor<2xi32>, tensor<2xi1>, tensor<i32>, tensor<2x3xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2xi32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
      }
      %531:18 = stablehlo.while(%_44 = %123#0, %_45 = %123#1, %_46 = %123#2, %_47 = %123#3, %_48 = %123#4, %_49 = %123#5, %_50 = %123#6, %_51 = %123#7, %_52 = %123#8, %_53 = %123#9, %_54 = %123#10, %_55 = %123#11, %_56 = %123#12, %_57 = %123#13, %_58 = %123#14, %_59 = %123#15, %_60 = %123#16, %_61 = %123#17) : tensor<i32>, tensor<2x20xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x32xi32>, tensor<2xi32>, tensor<2xi1>, tensor<i32>, tensor<2x3xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2xi32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
      cond {
        %532 = stablehlo.constant dense<4> : tensor<i32>
        %533 = stablehlo.compare LT, %_44, %532, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
        %534 = stablehlo.compare LT, %_44, %limit, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
        %535 = stablehlo.and %533, %534 : tensor<i1>
        %536 = stablehlo.not %_48 : tensor<2xi1>
        %537 = stablehlo.reduce(%536 init: %10) applies stablehlo.or across dimensions = [0] : (tensor<2xi1>, tensor<i1>) -> tensor<i1>
        %538 = stablehlo.and %535, %537 : tensor<i1>
        %539 = stablehlo.reduce(%_55 init: %10) applies stablehlo.or across dimensions = [0] : (tensor<2xi1>, tensor<i1>) -> tensor<i1>
        %540 = stablehlo.and %538, %539 : tensor<i1>
        stablehlo.return %540 : tensor<i1>
      } do {
        %541 = stablehlo.constant dense<1> : tensor<i32>
        %542 = stablehlo.add %_44, %541 : tensor<i32>
        %543 = stablehlo.not %_48 : tensor<2xi1>
        %544 = stablehlo.constant dense<-1> : tensor<2x4xi32>
        %545 = stablehlo.reshape %_47 : (tensor<2xi32>) -> tensor<2x1xi32>
        %546 = stablehlo.concatenate %545, %_54, dim = 1 : (tensor<2x1xi32>, tensor<2x3xi32>) -> tensor<2x4xi32>
        %547 = "stablehlo.gather"(%weights.embedding, %546) <{dimension_numbers = #stablehlo.gather<offset_dims = [2], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 2>, indices_are_sorted = false, slice_sizes = array<i64: 1, 8>}> : (tensor<11x8xbf16>, tensor<2x4xi32>) -> tensor<2x4x8xbf16>
        %548 = stablehlo.convert %547 : (tensor<2x4x8xbf16>) -> tensor<2x4x8xf32>
        %549 = stablehlo.iota dim = 0 : tensor<4xi32>
        %550 = stablehlo.broadcast_in_dim %549, dims = [0] : (tensor<4xi32>) -> tensor<4x4xi32>
        %551 = stablehlo.broadcast_in_dim %549, dims = [1] : (tensor<4xi32>) -> tensor<4x4xi32>
        %552 = stablehlo.compare GE, %550, %551, SIGNED : (tensor<4x4xi32>, tensor<4x4xi32>) -> tensor<4x4xi1>
        %553 = stablehlo.broadcast_in_dim %552, dims = [3, 4] : (tensor<4x4xi1>) -> tensor<2x2x2x4x4xi1>
        %554 = stablehlo.exponential %weights.layers.0.mixer.A_log : tensor<2x2xf32>
        %555 = stablehlo.negate %554 : tensor<2x2xf32>
        %556 = stablehlo.broadcast_in_dim %555, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x4x2x2xf32>
        %557 = stablehlo.constant dense<true> : tensor<2x4xi1>
        %558 = stablehlo.broadcast_in_dim %557, dims = [0, 1] : (tensor<2x4xi1>) -> tensor<2x4x2x2xi1>
        %559 = stablehlo.multiply %548, %548 : tensor<2x4x8xf32>
        %560 = stablehlo.constant dense<0.0> : tensor<f32>
        %561 = stablehlo.reduce(%559 init: %560) applies stablehlo.add across dimensions = [2] : (tensor<2x4x8xf32>, tensor<f32>) -> tensor<2x4xf32>
        %562 = stablehlo.constant dense<0.125> : tensor<2x4xf32>
        %563 = stablehlo.multiply %561, %562 : tensor<2x4xf32>
        %564 = stablehlo.constant dense<1.0e-05> : tensor<2x4xf32>
        %565 = stablehlo.add %563, %564 : tensor<2x4xf32>
        %566 = stablehlo.rsqrt %565 : tensor<2x4xf32>
        %567 = stablehlo.broadcast_in_dim %566, dims = [0, 1] : (tensor<2x4xf32>) -> tensor<2x4x8xf32>
        %568 = stablehlo.multiply %548, %567 : tensor<2x4x8xf32>
        %569 = stablehlo.broadcast_in_dim %weights.layers.0.norm, dims = [2] : (tensor<8xf32>) -> tensor<2x4x8xf32>
        %570 = stablehlo.multiply %568, %569 : tensor<2x4x8xf32>
        %571 = stablehlo.convert %570 : (tensor<2x4x8xf32>) -> tensor<2x4x8xbf16>
        %572 = stablehlo.dot_general %571, %weights.layers.0.mixer.in_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x4x8xbf16>, tensor<48x8xbf16>) -> tensor<2x4x48xf32>
        %573 = stablehlo.slice %572 [0:2, 0:4, 44:48] : (tensor<2x4x48xf32>) -> tensor<2x4x4xf32>
        %574 = stablehlo.reshape %573 : (tensor<2x4x4xf32>) -> tensor<2x4x2x2xf32>
        %575 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.dt_bias, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x4x2x2xf32>
        %576 = stablehlo.add %574, %575 : tensor<2x4x2x2xf32>
        %577 = stablehlo.constant dense<0.0> : tensor<2x4x2x2xf32>
        %578 = stablehlo.maximum %576, %577 : tensor<2x4x2x2xf32>
        %579 = stablehlo.abs %576 : tensor<2x4x2x2xf32>
        %580 = stablehlo.negate %579 : tensor<2x4x2x2xf32>
        %581 = stablehlo.exponential %580 : tensor<2x4x2x2xf32>
        %582 = stablehlo.log_plus_one %581 : tensor<2x4x2x2xf32>
        %583 = stablehlo.add %578, %582 : tensor<2x4x2x2xf32>
        %584 = stablehlo.constant dense<0.001> : tensor<2x4x2x2xf32>
        %585 = stablehlo.maximum %583, %584 : tensor<2x4x2x2xf32>
        %586 = stablehlo.constant dense<100.0> : tensor<2x4x2x2xf32>
        %587 = stablehlo.minimum %585, %586 : tensor<2x4x2x2xf32>
        %588 = stablehlo.select %558, %587, %577 : tensor<2x4x2x2xi1>, tensor<2x4x2x2xf32>
        %589 = stablehlo.optimization_barrier %588 : tensor<2x4x2x2xf32>
        %590 = stablehlo.multiply %556, %589 : tensor<2x4x2x2xf32>
        %591 = stablehlo.transpose %590, dims = [0, 2, 3, 1] : (tensor<2x4x2x2xf32>) -> tensor<2x2x2x4xf32>
        %592 = stablehlo.constant dense<-128.0> : tensor<2x2x2x4xf32>
        %593 = stablehlo.maximum %591, %592 : tensor<2x2x2x4xf32>
        %594 = stablehlo.constant dense<32768.0> : tensor<2x2x2x4xf32>
        %595 = stablehlo.multiply %593, %594 : tensor<2x2x2x4xf32>
        %596 = stablehlo.floor %595 : tensor<2x2x2x4xf32>
        %597 = stablehlo.constant dense<3.0517578e-05> : tensor<2x2x2x4xf32>
        %598 = stablehlo.multiply %596, %597 : tensor<2x2x2x4xf32>
        %599 = stablehlo.compare LE, %550, %551, SIGNED : (tensor<4x4xi32>, tensor<4x4xi32>) -> tensor<4x4xi1>
        %600 = stablehlo.convert %599 : (tensor<4x4xi1>) -> tensor<4x4xf32>
        %601 = stablehlo.dot_general %598, %600, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4xf32>, tensor<4x4xf32>) -> tensor<2x2x2x4xf32>
        %602 = stablehlo.broadcast_in_dim %601, dims = [0, 1, 2, 3] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %603 = stablehlo.broadcast_in_dim %601, dims = [0, 1, 2, 4] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %604 = stablehlo.subtract %602, %603 : tensor<2x2x2x4x4xf32>
        %605 = stablehlo.subtract %593, %598 : tensor<2x2x2x4xf32>
        %606 = stablehlo.dot_general %605, %600, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4xf32>, tensor<4x4xf32>) -> tensor<2x2x2x4xf32>
        %607 = stablehlo.broadcast_in_dim %606, dims = [0, 1, 2, 3] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %608 = stablehlo.broadcast_in_dim %606, dims = [0, 1, 2, 4] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %609 = stablehlo.subtract %607, %608 : tensor<2x2x2x4x4xf32>
        %610 = stablehlo.add %604, %609 : tensor<2x2x2x4x4xf32>
        %611 = stablehlo.constant dense<0xFF800000> : tensor<2x2x2x4x4xf32>
        %612 = stablehlo.select %553, %610, %611 : tensor<2x2x2x4x4xi1>, tensor<2x2x2x4x4xf32>
        %613 = stablehlo.exponential %612 : tensor<2x2x2x4x4xf32>
        %614 = stablehlo.slice %572 [0:2, 0:4, 16:44] : (tensor<2x4x48xf32>) -> tensor<2x4x28xf32>
        %615 = stablehlo.concatenate %_58, %614, dim = 1 : (tensor<2x2x28xf32>, tensor<2x4x28xf32>) -> tensor<2x6x28xf32>
        %616 = stablehlo.slice %615 [0:2, 0:4, 0:28] : (tensor<2x6x28xf32>) -> tensor<2x4x28xf32>
        %617 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
        %618 = stablehlo.reshape %617 : (tensor<28x1xf32>) -> tensor<28xf32>
        %619 = stablehlo.broadcast_in_dim %618, dims = [2] : (tensor<28xf32>) -> tensor<2x4x28xf32>
        %620 = stablehlo.multiply %616, %619 : tensor<2x4x28xf32>
        %621 = stablehlo.slice %615 [0:2, 1:5, 0:28] : (tensor<2x6x28xf32>) -> tensor<2x4x28xf32>
        %622 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
        %623 = stablehlo.reshape %622 : (tensor<28x1xf32>) -> tensor<28xf32>
        %624 = stablehlo.broadcast_in_dim %623, dims = [2] : (tensor<28xf32>) -> tensor<2x4x28xf32>
        %625 = stablehlo.multiply %621, %624 : tensor<2x4x28xf32>
        %626 = stablehlo.add %620, %625 : tensor<2x4x28xf32>
        %627 = stablehlo.slice %615 [0:2, 2:6, 0:28] : (tensor<2x6x28xf32>) -> tensor<2x4x28xf32>
        %628 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
        %629 = stablehlo.reshape %628 : (tensor<28x1xf32>) -> tensor<28xf32>
        %630 = stablehlo.broadcast_in_dim %629, dims = [2] : (tensor<28xf32>) -> tensor<2x4x28xf32>
        %631 = stablehlo.multiply %627, %630 : tensor<2x4x28xf32>
        %632 = stablehlo.add %626, %631 : tensor<2x4x28xf32>
        %633 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.conv_bias, dims = [2] : (tensor<28xf32>) -> tensor<2x4x28xf32>
        %634 = stablehlo.add %632, %633 : tensor<2x4x28xf32>
        %635 = stablehlo.logistic %634 : tensor<2x4x28xf32>
        %636 = stablehlo.multiply %634, %635 : tensor<2x4x28xf32>
        %637 = stablehlo.optimization_barrier %636 : tensor<2x4x28xf32>
        %638 = stablehlo.slice %637 [0:2, 0:4, 22:28] : (tensor<2x4x28xf32>) -> tensor<2x4x6xf32>
        %639 = stablehlo.reshape %638 : (tensor<2x4x6xf32>) -> tensor<2x4x2x3xf32>
        %640 = stablehlo.transpose %639, dims = [0, 2, 1, 3] : (tensor<2x4x2x3xf32>) -> tensor<2x2x4x3xf32>
        %641 = stablehlo.slice %637 [0:2, 0:4, 16:22] : (tensor<2x4x28xf32>) -> tensor<2x4x6xf32>
        %642 = stablehlo.reshape %641 : (tensor<2x4x6xf32>) -> tensor<2x4x2x3xf32>
        %643 = stablehlo.dot_general %640, %642, batching_dims = [0, 1] x [0, 2], contracting_dims = [3] x [3], precision = [HIGHEST, HIGHEST] : (tensor<2x2x4x3xf32>, tensor<2x4x2x3xf32>) -> tensor<2x2x4x4xf32>
        %644 = stablehlo.broadcast_in_dim %643, dims = [0, 1, 3, 4] : (tensor<2x2x4x4xf32>) -> tensor<2x2x2x4x4xf32>
        %645 = stablehlo.multiply %613, %644 : tensor<2x2x2x4x4xf32>
        %646 = stablehlo.slice %637 [0:2, 0:4, 0:16] : (tensor<2x4x28xf32>) -> tensor<2x4x16xf32>
        %647 = stablehlo.reshape %646 : (tensor<2x4x16xf32>) -> tensor<2x4x2x2x4xf32>
        %648 = stablehlo.broadcast_in_dim %589, dims = [0, 1, 2, 3] : (tensor<2x4x2x2xf32>) -> tensor<2x4x2x2x4xf32>
        %649 = stablehlo.multiply %647, %648 : tensor<2x4x2x2x4xf32>
        %650 = stablehlo.dot_general %645, %649, batching_dims = [0, 1, 2] x [0, 2, 3], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4x4xf32>, tensor<2x4x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %651 = stablehlo.transpose %650, dims = [0, 3, 1, 2, 4] : (tensor<2x2x2x4x4xf32>) -> tensor<2x4x2x2x4xf32>
        %652 = stablehlo.dot_general %640, %_59, batching_dims = [0, 1] x [0, 1], contracting_dims = [3] x [4], precision = [HIGHEST, HIGHEST] : (tensor<2x2x4x3xf32>, tensor<2x2x2x4x3xf32>) -> tensor<2x2x4x2x4xf32>
        %653 = stablehlo.transpose %652, dims = [0, 2, 1, 3, 4] : (tensor<2x2x4x2x4xf32>) -> tensor<2x4x2x2x4xf32>
        %654 = stablehlo.dot_general %591, %600, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4xf32>, tensor<4x4xf32>) -> tensor<2x2x2x4xf32>
        %655 = stablehlo.exponential %654 : tensor<2x2x2x4xf32>
        %656 = stablehlo.broadcast_in_dim %655, dims = [0, 2, 3, 1] : (tensor<2x2x2x4xf32>) -> tensor<2x4x2x2x4xf32>
        %657 = stablehlo.multiply %653, %656 : tensor<2x4x2x2x4xf32>
        %658 = stablehlo.add %651, %657 : tensor<2x4x2x2x4xf32>
        %659 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.D, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x4x2x2x4xf32>
        %660 = stablehlo.multiply %659, %647 : tensor<2x4x2x2x4xf32>
        %661 = stablehlo.add %658, %660 : tensor<2x4x2x2x4xf32>
        %662 = stablehlo.slice %572 [0:2, 0:4, 0:16] : (tensor<2x4x48xf32>) -> tensor<2x4x16xf32>
        %663 = stablehlo.reshape %662 : (tensor<2x4x16xf32>) -> tensor<2x4x2x2x4xf32>
        %664 = stablehlo.logistic %663 : tensor<2x4x2x2x4xf32>
        %665 = stablehlo.multiply %663, %664 : tensor<2x4x2x2x4xf32>
        %666 = stablehlo.multiply %661, %665 : tensor<2x4x2x2x4xf32>
        %667 = stablehlo.multiply %666, %666 : tensor<2x4x2x2x4xf32>
        %668 = stablehlo.reduce(%667 init: %560) applies stablehlo.add across dimensions = [3, 4] : (tensor<2x4x2x2x4xf32>, tensor<f32>) -> tensor<2x4x2xf32>
        %669 = stablehlo.constant dense<0.125> : tensor<2x4x2xf32>
        %670 = stablehlo.multiply %668, %669 : tensor<2x4x2xf32>
        %671 = stablehlo.constant dense<1.0e-05> : tensor<2x4x2xf32>
        %672 = stablehlo.add %670, %671 : tensor<2x4x2xf32>
        %673 = stablehlo.rsqrt %672 : tensor<2x4x2xf32>
        %674 = stablehlo.broadcast_in_dim %673, dims = [0, 1, 2] : (tensor<2x4x2xf32>) -> tensor<2x4x2x2x4xf32>
        %675 = stablehlo.multiply %666, %674 : tensor<2x4x2x2x4xf32>
        %676 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.norm, dims = [2, 3, 4] : (tensor<2x2x4xf32>) -> tensor<2x4x2x2x4xf32>
        %677 = stablehlo.multiply %675, %676 : tensor<2x4x2x2x4xf32>
        %678 = stablehlo.reshape %677 : (tensor<2x4x2x2x4xf32>) -> tensor<2x4x16xf32>
        %679 = stablehlo.convert %678 : (tensor<2x4x16xf32>) -> tensor<2x4x16xbf16>
        %680 = stablehlo.dot_general %679, %weights.layers.0.mixer.out_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x4x16xbf16>, tensor<8x16xbf16>) -> tensor<2x4x8xf32>
        %681 = stablehlo.add %548, %680 : tensor<2x4x8xf32>
        %682 = stablehlo.exponential %weights.layers.1.mixer.A_log : tensor<2x2xf32>
        %683 = stablehlo.negate %682 : tensor<2x2xf32>
        %684 = stablehlo.broadcast_in_dim %683, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x4x2x2xf32>
        %685 = stablehlo.multiply %681, %681 : tensor<2x4x8xf32>
        %686 = stablehlo.reduce(%685 init: %560) applies stablehlo.add across dimensions = [2] : (tensor<2x4x8xf32>, tensor<f32>) -> tensor<2x4xf32>
        %687 = stablehlo.multiply %686, %562 : tensor<2x4xf32>
        %688 = stablehlo.add %687, %564 : tensor<2x4xf32>
        %689 = stablehlo.rsqrt %688 : tensor<2x4xf32>
        %690 = stablehlo.broadcast_in_dim %689, dims = [0, 1] : (tensor<2x4xf32>) -> tensor<2x4x8xf32>
        %691 = stablehlo.multiply %681, %690 : tensor<2x4x8xf32>
        %692 = stablehlo.broadcast_in_dim %weights.layers.1.norm, dims = [2] : (tensor<8xf32>) -> tensor<2x4x8xf32>
        %693 = stablehlo.multiply %691, %692 : tensor<2x4x8xf32>
        %694 = stablehlo.convert %693 : (tensor<2x4x8xf32>) -> tensor<2x4x8xbf16>
        %695 = stablehlo.dot_general %694, %weights.layers.1.mixer.in_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x4x8xbf16>, tensor<48x8xbf16>) -> tensor<2x4x48xf32>
        %696 = stablehlo.slice %695 [0:2, 0:4, 44:48] : (tensor<2x4x48xf32>) -> tensor<2x4x4xf32>
        %697 = stablehlo.reshape %696 : (tensor<2x4x4xf32>) -> tensor<2x4x2x2xf32>
        %698 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.dt_bias, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x4x2x2xf32>
        %699 = stablehlo.add %697, %698 : tensor<2x4x2x2xf32>
        %700 = stablehlo.maximum %699, %577 : tensor<2x4x2x2xf32>
        %701 = stablehlo.abs %699 : tensor<2x4x2x2xf32>
        %702 = stablehlo.negate %701 : tensor<2x4x2x2xf32>
        %703 = stablehlo.exponential %702 : tensor<2x4x2x2xf32>
        %704 = stablehlo.log_plus_one %703 : tensor<2x4x2x2xf32>
        %705 = stablehlo.add %700, %704 : tensor<2x4x2x2xf32>
        %706 = stablehlo.maximum %705, %584 : tensor<2x4x2x2xf32>
        %707 = stablehlo.minimum %706, %586 : tensor<2x4x2x2xf32>
        %708 = stablehlo.select %558, %707, %577 : tensor<2x4x2x2xi1>, tensor<2x4x2x2xf32>
        %709 = stablehlo.optimization_barrier %708 : tensor<2x4x2x2xf32>
        %710 = stablehlo.multiply %684, %709 : tensor<2x4x2x2xf32>
        %711 = stablehlo.transpose %710, dims = [0, 2, 3, 1] : (tensor<2x4x2x2xf32>) -> tensor<2x2x2x4xf32>
        %712 = stablehlo.maximum %711, %592 : tensor<2x2x2x4xf32>
        %713 = stablehlo.multiply %712, %594 : tensor<2x2x2x4xf32>
        %714 = stablehlo.floor %713 : tensor<2x2x2x4xf32>
        %715 = stablehlo.multiply %714, %597 : tensor<2x2x2x4xf32>
        %716 = stablehlo.dot_general %715, %600, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4xf32>, tensor<4x4xf32>) -> tensor<2x2x2x4xf32>
        %717 = stablehlo.broadcast_in_dim %716, dims = [0, 1, 2, 3] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %718 = stablehlo.broadcast_in_dim %716, dims = [0, 1, 2, 4] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %719 = stablehlo.subtract %717, %718 : tensor<2x2x2x4x4xf32>
        %720 = stablehlo.subtract %712, %715 : tensor<2x2x2x4xf32>
        %721 = stablehlo.dot_general %720, %600, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4xf32>, tensor<4x4xf32>) -> tensor<2x2x2x4xf32>
        %722 = stablehlo.broadcast_in_dim %721, dims = [0, 1, 2, 3] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %723 = stablehlo.broadcast_in_dim %721, dims = [0, 1, 2, 4] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %724 = stablehlo.subtract %722, %723 : tensor<2x2x2x4x4xf32>
        %725 = stablehlo.add %719, %724 : tensor<2x2x2x4x4xf32>
        %726 = stablehlo.select %553, %725, %611 : tensor<2x2x2x4x4xi1>, tensor<2x2x2x4x4xf32>
        %727 = stablehlo.exponential %726 : tensor<2x2x2x4x4xf32>
        %728 = stablehlo.slice %695 [0:2, 0:4, 16:44] : (tensor<2x4x48xf32>) -> tensor<2x4x28xf32>
        %729 = stablehlo.concatenate %_60, %728, dim = 1 : (tensor<2x2x28xf32>, tensor<2x4x28xf32>) -> tensor<2x6x28xf32>
        %730 = stablehlo.slice %729 [0:2, 0:4, 0:28] : (tensor<2x6x28xf32>) -> tensor<2x4x28xf32>
        %731 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
        %732 = stablehlo.reshape %731 : (tensor<28x1xf32>) -> tensor<28xf32>
        %733 = stablehlo.broadcast_in_dim %732, dims = [2] : (tensor<28xf32>) -> tensor<2x4x28xf32>
        %734 = stablehlo.multiply %730, %733 : tensor<2x4x28xf32>
        %735 = stablehlo.slice %729 [0:2, 1:5, 0:28] : (tensor<2x6x28xf32>) -> tensor<2x4x28xf32>
        %736 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
        %737 = stablehlo.reshape %736 : (tensor<28x1xf32>) -> tensor<28xf32>
        %738 = stablehlo.broadcast_in_dim %737, dims = [2] : (tensor<28xf32>) -> tensor<2x4x28xf32>
        %739 = stablehlo.multiply %735, %738 : tensor<2x4x28xf32>
        %740 = stablehlo.add %734, %739 : tensor<2x4x28xf32>
        %741 = stablehlo.slice %729 [0:2, 2:6, 0:28] : (tensor<2x6x28xf32>) -> tensor<2x4x28xf32>
        %742 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
        %743 = stablehlo.reshape %742 : (tensor<28x1xf32>) -> tensor<28xf32>
        %744 = stablehlo.broadcast_in_dim %743, dims = [2] : (tensor<28xf32>) -> tensor<2x4x28xf32>
        %745 = stablehlo.multiply %741, %744 : tensor<2x4x28xf32>
        %746 = stablehlo.add %740, %745 : tensor<2x4x28xf32>
        %747 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.conv_bias, dims = [2] : (tensor<28xf32>) -> tensor<2x4x28xf32>
        %748 = stablehlo.add %746, %747 : tensor<2x4x28xf32>
        %749 = stablehlo.logistic %748 : tensor<2x4x28xf32>
        %750 = stablehlo.multiply %748, %749 : tensor<2x4x28xf32>
        %751 = stablehlo.optimization_barrier %750 : tensor<2x4x28xf32>
        %752 = stablehlo.slice %751 [0:2, 0:4, 22:28] : (tensor<2x4x28xf32>) -> tensor<2x4x6xf32>
        %753 = stablehlo.reshape %752 : (tensor<2x4x6xf32>) -> tensor<2x4x2x3xf32>
        %754 = stablehlo.transpose %753, dims = [0, 2, 1, 3] : (tensor<2x4x2x3xf32>) -> tensor<2x2x4x3xf32>
        %755 = stablehlo.slice %751 [0:2, 0:4, 16:22] : (tensor<2x4x28xf32>) -> tensor<2x4x6xf32>
        %756 = stablehlo.reshape %755 : (tensor<2x4x6xf32>) -> tensor<2x4x2x3xf32>
        %757 = stablehlo.dot_general %754, %756, batching_dims = [0, 1] x [0, 2], contracting_dims = [3] x [3], precision = [HIGHEST, HIGHEST] : (tensor<2x2x4x3xf32>, tensor<2x4x2x3xf32>) -> tensor<2x2x4x4xf32>
        %758 = stablehlo.broadcast_in_dim %757, dims = [0, 1, 3, 4] : (tensor<2x2x4x4xf32>) -> tensor<2x2x2x4x4xf32>
        %759 = stablehlo.multiply %727, %758 : tensor<2x2x2x4x4xf32>
        %760 = stablehlo.slice %751 [0:2, 0:4, 0:16] : (tensor<2x4x28xf32>) -> tensor<2x4x16xf32>
        %761 = stablehlo.reshape %760 : (tensor<2x4x16xf32>) -> tensor<2x4x2x2x4xf32>
        %762 = stablehlo.broadcast_in_dim %709, dims = [0, 1, 2, 3] : (tensor<2x4x2x2xf32>) -> tensor<2x4x2x2x4xf32>
        %763 = stablehlo.multiply %761, %762 : tensor<2x4x2x2x4xf32>
        %764 = stablehlo.dot_general %759, %763, batching_dims = [0, 1, 2] x [0, 2, 3], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4x4xf32>, tensor<2x4x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %765 = stablehlo.transpose %764, dims = [0, 3, 1, 2, 4] : (tensor<2x2x2x4x4xf32>) -> tensor<2x4x2x2x4xf32>
        %766 = stablehlo.dot_general %754, %_61, batching_dims = [0, 1] x [0, 1], contracting_dims = [3] x [4], precision = [HIGHEST, HIGHEST] : (tensor<2x2x4x3xf32>, tensor<2x2x2x4x3xf32>) -> tensor<2x2x4x2x4xf32>
        %767 = stablehlo.transpose %766, dims = [0, 2, 1, 3, 4] : (tensor<2x2x4x2x4xf32>) -> tensor<2x4x2x2x4xf32>
        %768 = stablehlo.dot_general %711, %600, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4xf32>, tensor<4x4xf32>) -> tensor<2x2x2x4xf32>
        %769 = stablehlo.exponential %768 : tensor<2x2x2x4xf32>
        %770 = stablehlo.broadcast_in_dim %769, dims = [0, 2, 3, 1] : (tensor<2x2x2x4xf32>) -> tensor<2x4x2x2x4xf32>
        %771 = stablehlo.multiply %767, %770 : tensor<2x4x2x2x4xf32>
        %772 = stablehlo.add %765, %771 : tensor<2x4x2x2x4xf32>
        %773 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.D, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x4x2x2x4xf32>
        %774 = stablehlo.multiply %773, %761 : tensor<2x4x2x2x4xf32>
        %775 = stablehlo.add %772, %774 : tensor<2x4x2x2x4xf32>
        %776 = stablehlo.slice %695 [0:2, 0:4, 0:16] : (tensor<2x4x48xf32>) -> tensor<2x4x16xf32>
        %777 = stablehlo.reshape %776 : (tensor<2x4x16xf32>) -> tensor<2x4x2x2x4xf32>
        %778 = stablehlo.logistic %777 : tensor<2x4x2x2x4xf32>
        %779 = stablehlo.multiply %777, %778 : tensor<2x4x2x2x4xf32>
        %780 = stablehlo.multiply %775, %779 : tensor<2x4x2x2x4xf32>
        %781 = stablehlo.multiply %780, %780 : tensor<2x4x2x2x4xf32>
        %782 = stablehlo.reduce(%781 init: %560) applies stablehlo.add across dimensions = [3, 4] : (tensor<2x4x2x2x4xf32>, tensor<f32>) -> tensor<2x4x2xf32>
        %783 = stablehlo.multiply %782, %669 : tensor<2x4x2xf32>
        %784 = stablehlo.add %783, %671 : tensor<2x4x2xf32>
        %785 = stablehlo.rsqrt %784 : tensor<2x4x2xf32>
        %786 = stablehlo.broadcast_in_dim %785, dims = [0, 1, 2] : (tensor<2x4x2xf32>) -> tensor<2x4x2x2x4xf32>
        %787 = stablehlo.multiply %780, %786 : tensor<2x4x2x2x4xf32>
        %788 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.norm, dims = [2, 3, 4] : (tensor<2x2x4xf32>) -> tensor<2x4x2x2x4xf32>
        %789 = stablehlo.multiply %787, %788 : tensor<2x4x2x2x4xf32>
        %790 = stablehlo.reshape %789 : (tensor<2x4x2x2x4xf32>) -> tensor<2x4x16xf32>
        %791 = stablehlo.convert %790 : (tensor<2x4x16xf32>) -> tensor<2x4x16xbf16>
        %792 = stablehlo.dot_general %791, %weights.layers.1.mixer.out_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x4x16xbf16>, tensor<8x16xbf16>) -> tensor<2x4x8xf32>
        %793 = stablehlo.add %681, %792 : tensor<2x4x8xf32>
        %794 = stablehlo.multiply %793, %793 : tensor<2x4x8xf32>
        %795 = stablehlo.reduce(%794 init: %560) applies stablehlo.add across dimensions = [2] : (tensor<2x4x8xf32>, tensor<f32>) -> tensor<2x4xf32>
        %796 = stablehlo.multiply %795, %562 : tensor<2x4xf32>
        %797 = stablehlo.add %796, %564 : tensor<2x4xf32>
        %798 = stablehlo.rsqrt %797 : tensor<2x4xf32>
        %799 = stablehlo.broadcast_in_dim %798, dims = [0, 1] : (tensor<2x4xf32>) -> tensor<2x4x8xf32>
        %800 = stablehlo.multiply %793, %799 : tensor<2x4x8xf32>
        %801 = stablehlo.broadcast_in_dim %weights.norm_f, dims = [2] : (tensor<8xf32>) -> tensor<2x4x8xf32>
        %802 = stablehlo.multiply %800, %801 : tensor<2x4x8xf32>
        %803 = stablehlo.convert %802 : (tensor<2x4x8xf32>) -> tensor<2x4x8xbf16>
        %804 = stablehlo.dot_general %803, %weights.embedding, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x4x8xbf16>, tensor<11x8xbf16>) -> tensor<2x4x11xf32>
        %805 = stablehlo.constant dense<-1> : tensor<i32>
        %806 = stablehlo.pad %_54, %805, low = [0, 0], high = [0, 1], interior = [0, 0] : (tensor<2x3xi32>, tensor<i32>) -> tensor<2x4xi32>
        %807:6 = stablehlo.while(%_62 = %0, %_63 = %543, %_64 = %544, %_65 = %_47, %_66 = %_48, %_67 = %_49) : tensor<i32>, tensor<2xi1>, tensor<2x4xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>
        cond {
          %808 = stablehlo.constant dense<4> : tensor<i32>
          %809 = stablehlo.compare LT, %_62, %808, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
          %810 = stablehlo.reduce(%_63 init: %10) applies stablehlo.or across dimensions = [0] : (tensor<2xi1>, tensor<i1>) -> tensor<i1>
          %811 = stablehlo.and %809, %810 : tensor<i1>
          stablehlo.return %811 : tensor<i1>
        } do {
          %812 = stablehlo.constant dense<1> : tensor<i32>
          %813 = stablehlo.add %_62, %812 : tensor<i32>
          %814 = stablehlo.not %_63 : tensor<2xi1>
          %815 = stablehlo.dynamic_slice %804, %0, %_62, %0, sizes = [2, 1, 11] : (tensor<2x4x11xf32>, tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<2x1x11xf32>
          %816 = stablehlo.reshape %815 : (tensor<2x1x11xf32>) -> tensor<2x11xf32>
          %817 = stablehlo.constant dense<0xFF800000> : tensor<f32>
          %818 = stablehlo.reduce(%816 init: %817) applies stablehlo.maximum across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
          %819 = stablehlo.abs %818 : tensor<2xf32>
          %820 = stablehlo.constant dense<0x7F800000> : tensor<2xf32>
          %821 = stablehlo.compare LT, %819, %820, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
          %822 = stablehlo.compare NE, %816, %816, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
          %823 = stablehlo.constant dense<-1> : tensor<2x11xi32>
          %824 = stablehlo.broadcast_in_dim %818, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
          %825 = stablehlo.compare EQ, %816, %824, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
          %826 = stablehlo.iota dim = 0 : tensor<11xi32>
          %827 = stablehlo.broadcast_in_dim %826, dims = [1] : (tensor<11xi32>) -> tensor<2x11xi32>
          %828 = stablehlo.constant dense<11> : tensor<2x11xi32>
          %829 = stablehlo.select %825, %827, %828 : tensor<2x11xi1>, tensor<2x11xi32>
          %830 = stablehlo.select %822, %823, %829 : tensor<2x11xi1>, tensor<2x11xi32>
          %831 = stablehlo.constant dense<2147483647> : tensor<i32>
          %832 = stablehlo.reduce(%830 init: %831) applies stablehlo.minimum across dimensions = [1] : (tensor<2x11xi32>, tensor<i32>) -> tensor<2xi32>
          %833 = stablehlo.compare LT, %832, %2, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
          %834 = stablehlo.constant dense<11> : tensor<2xi32>
          %835 = stablehlo.select %833, %834, %832 : tensor<2xi1>, tensor<2xi32>
          %836 = stablehlo.select %821, %835, %834 : tensor<2xi1>, tensor<2xi32>
          %837 = stablehlo.broadcast_in_dim %836, dims = [0] : (tensor<2xi32>) -> tensor<2x1xi32>
          %838 = stablehlo.compare EQ, %837, %orders.stop_ids, SIGNED : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x1xi1>
          %839 = stablehlo.reduce(%838 init: %10) applies stablehlo.or across dimensions = [1] : (tensor<2x1xi1>, tensor<i1>) -> tensor<2xi1>
          %840 = stablehlo.constant dense<1> : tensor<2xi32>
          %841 = stablehlo.add %_67, %840 : tensor<2xi32>
          %842 = stablehlo.compare GE, %841, %orders.budget, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
          %843 = stablehlo.or %839, %842 : tensor<2xi1>
          %844 = stablehlo.compare GE, %836, %834, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
          %845 = stablehlo.or %843, %844 : tensor<2xi1>
          %846 = stablehlo.or %814, %845 : tensor<2xi1>
          %847 = stablehlo.select %_63, %846, %_66 : tensor<2xi1>, tensor<2xi1>
          %848 = stablehlo.not %847 : tensor<2xi1>
          %849 = stablehlo.and %_63, %848 : tensor<2xi1>
          %850 = stablehlo.select %814, %_65, %836 : tensor<2xi1>, tensor<2xi32>
          %851 = stablehlo.dynamic_slice %806, %0, %_62, sizes = [2, 1] : (tensor<2x4xi32>, tensor<i32>, tensor<i32>) -> tensor<2x1xi32>
          %852 = stablehlo.reshape %851 : (tensor<2x1xi32>) -> tensor<2xi32>
          %853 = stablehlo.compare EQ, %850, %852, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
          %854 = stablehlo.and %_55, %853 : tensor<2xi1>
          %855 = stablehlo.and %849, %854 : tensor<2xi1>
          %856 = stablehlo.constant dense<-1> : tensor<2xi32>
          %857 = stablehlo.select %_63, %850, %856 : tensor<2xi1>, tensor<2xi32>
          %858 = stablehlo.broadcast_in_dim %857, dims = [0] : (tensor<2xi32>) -> tensor<2x1xi32>
          %859 = stablehlo.dynamic_update_slice %_64, %858, %0, %_62 : (tensor<2x4xi32>, tensor<2x1xi32>, tensor<i32>, tensor<i32>) -> tensor<2x4xi32>
          %860 = stablehlo.select %814, %_67, %841 : tensor<2xi1>, tensor<2xi32>
          stablehlo.return %813, %855, %859, %850, %847, %860 : tensor<i32>, tensor<2xi1>, tensor<2x4xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>
        }
        %861 = stablehlo.slice %807#2 [0:1, 0:4] : (tensor<2x4xi32>) -> tensor<1x4xi32>
        %862 = stablehlo.slice %_46 [0:1] : (tensor<2xi32>) -> tensor<1xi32>
        %863 = stablehlo.reshape %862 : (tensor<1xi32>) -> tensor<i32>
        %864 = stablehlo.dynamic_update_slice %_45, %861, %0, %863 : (tensor<2x20xi32>, tensor<1x4xi32>, tensor<i32>, tensor<i32>) -> tensor<2x20xi32>
        %865 = stablehlo.slice %807#2 [1:2, 0:4] : (tensor<2x4xi32>) -> tensor<1x4xi32>
        %866 = stablehlo.slice %_46 [1:2] : (tensor<2xi32>) -> tensor<1xi32>
        %867 = stablehlo.reshape %866 : (tensor<1xi32>) -> tensor<i32>
        %868 = stablehlo.dynamic_update_slice %864, %865, %541, %867 : (tensor<2x20xi32>, tensor<1x4xi32>, tensor<i32>, tensor<i32>) -> tensor<2x20xi32>
        %869 = stablehlo.constant dense<0> : tensor<2x4xi32>
        %870 = stablehlo.compare GE, %807#2, %869, SIGNED : (tensor<2x4xi32>, tensor<2x4xi32>) -> tensor<2x4xi1>
        %871 = stablehlo.convert %870 : (tensor<2x4xi1>) -> tensor<2x4xi32>
        %872 = stablehlo.reduce(%871 init: %0) applies stablehlo.add across dimensions = [1] : (tensor<2x4xi32>, tensor<i32>) -> tensor<2xi32>
        %873 = stablehlo.add %_46, %872 : tensor<2xi32>
        %874 = stablehlo.slice %_51 [0:1] : (tensor<2xi32>) -> tensor<1xi32>
        %875 = stablehlo.reshape %874 : (tensor<1xi32>) -> tensor<i32>
        %876 = stablehlo.dynamic_update_slice %_50, %861, %0, %875 : (tensor<2x32xi32>, tensor<1x4xi32>, tensor<i32>, tensor<i32>) -> tensor<2x32xi32>
        %877 = stablehlo.slice %_51 [1:2] : (tensor<2xi32>) -> tensor<1xi32>
        %878 = stablehlo.reshape %877 : (tensor<1xi32>) -> tensor<i32>
        %879 = stablehlo.dynamic_update_slice %876, %865, %541, %878 : (tensor<2x32xi32>, tensor<1x4xi32>, tensor<i32>, tensor<i32>) -> tensor<2x32xi32>
        %880 = stablehlo.add %_51, %872 : tensor<2xi32>
        %881 = stablehlo.reduce(%_55 init: %10) applies stablehlo.or across dimensions = [0] : (tensor<2xi1>, tensor<i1>) -> tensor<i1>
        %882 = stablehlo.reduce(%872 init: %0) applies stablehlo.add across dimensions = [0] : (tensor<2xi32>, tensor<i32>) -> tensor<i32>
        %883 = stablehlo.constant dense<20> : tensor<i32>
        %884 = stablehlo.multiply %882, %883 : tensor<i32>
        %885 = stablehlo.compare GT, %872, %2, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
        %886 = stablehlo.convert %885 : (tensor<2xi1>) -> tensor<2xi32>
        %887 = stablehlo.reduce(%886 init: %0) applies stablehlo.add across dimensions = [0] : (tensor<2xi32>, tensor<i32>) -> tensor<i32>
        %888 = stablehlo.maximum %887, %541 : tensor<i32>
        %889 = stablehlo.divide %884, %888 : tensor<i32>
        %890 = stablehlo.constant dense<80> : tensor<i32>
        %891 = stablehlo.subtract %889, %890 : tensor<i32>
        %892 = stablehlo.select %881, %891, %541 : tensor<i1>, tensor<i32>
        %893 = stablehlo.add %_53, %892 : tensor<i32>
        %894 = stablehlo.constant dense<120> : tensor<i32>
        %895 = stablehlo.minimum %893, %894 : tensor<i32>
        %896 = stablehlo.not %807#4 : tensor<2xi1>
        %897 = stablehlo.and %_52, %896 : tensor<2xi1>
        %898 = stablehlo.compare GE, %895, %0, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
        %899 = stablehlo.broadcast_in_dim %898, dims = [] : (tensor<i1>) -> tensor<2xi1>
        %900 = stablehlo.and %897, %899 : tensor<2xi1>
        %901 = stablehlo.not %900 : tensor<2xi1>
        %902 = stablehlo.not %901 : tensor<2xi1>
        %903 = stablehlo.reduce(%902 init: %10) applies stablehlo.or across dimensions = [0] : (tensor<2xi1>, tensor<i1>) -> tensor<i1>
        %904 = stablehlo.subtract %880, %14 : tensor<2xi32>
        %905 = stablehlo.reshape %904 : (tensor<2xi32>) -> tensor<2x1xi32>
        %906 = stablehlo.concatenate %13, %905, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
        %907 = "stablehlo.gather"(%879, %906) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 6>}> : (tensor<2x32xi32>, tensor<2x2xi32>) -> tensor<2x6xi32>
        %908 = stablehlo.constant dense<1> : tensor<2xi32>
        %909:4 = stablehlo.while(%_68 = %903, %_69 = %907, %_70 = %19, %_71 = %20) : tensor<i1>, tensor<2x6xi32>, tensor<2x3xi32>, tensor<2xi1>
        cond {
          stablehlo.return %_68 : tensor<i1>
        } do {
          %910 = stablehlo.slice %879 [0:2, 5:32] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %911 = stablehlo.slice %_69 [0:2, 5:6] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %912 = stablehlo.reshape %911 : (tensor<2x1xi32>) -> tensor<2xi32>
          %913 = stablehlo.broadcast_in_dim %912, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %914 = stablehlo.compare EQ, %910, %913, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %915 = stablehlo.convert %914 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %916 = stablehlo.slice %879 [0:2, 4:31] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %917 = stablehlo.slice %_69 [0:2, 4:5] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %918 = stablehlo.reshape %917 : (tensor<2x1xi32>) -> tensor<2xi32>
          %919 = stablehlo.broadcast_in_dim %918, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %920 = stablehlo.compare EQ, %916, %919, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %921 = stablehlo.and %914, %920 : tensor<2x27xi1>
          %922 = stablehlo.convert %921 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %923 = stablehlo.add %915, %922 : tensor<2x27xi32>
          %924 = stablehlo.slice %879 [0:2, 3:30] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %925 = stablehlo.slice %_69 [0:2, 3:4] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %926 = stablehlo.reshape %925 : (tensor<2x1xi32>) -> tensor<2xi32>
          %927 = stablehlo.broadcast_in_dim %926, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %928 = stablehlo.compare EQ, %924, %927, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %929 = stablehlo.and %921, %928 : tensor<2x27xi1>
          %930 = stablehlo.convert %929 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %931 = stablehlo.add %923, %930 : tensor<2x27xi32>
          %932 = stablehlo.slice %879 [0:2, 2:29] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %933 = stablehlo.slice %_69 [0:2, 2:3] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %934 = stablehlo.reshape %933 : (tensor<2x1xi32>) -> tensor<2xi32>
          %935 = stablehlo.broadcast_in_dim %934, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %936 = stablehlo.compare EQ, %932, %935, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %937 = stablehlo.and %929, %936 : tensor<2x27xi1>
          %938 = stablehlo.convert %937 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %939 = stablehlo.add %931, %938 : tensor<2x27xi32>
          %940 = stablehlo.slice %879 [0:2, 1:28] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %941 = stablehlo.slice %_69 [0:2, 1:2] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %942 = stablehlo.reshape %941 : (tensor<2x1xi32>) -> tensor<2xi32>
          %943 = stablehlo.broadcast_in_dim %942, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %944 = stablehlo.compare EQ, %940, %943, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %945 = stablehlo.and %937, %944 : tensor<2x27xi1>
          %946 = stablehlo.convert %945 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %947 = stablehlo.add %939, %946 : tensor<2x27xi32>
          %948 = stablehlo.slice %879 [0:2, 0:27] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %949 = stablehlo.slice %_69 [0:2, 0:1] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %950 = stablehlo.reshape %949 : (tensor<2x1xi32>) -> tensor<2xi32>
          %951 = stablehlo.broadcast_in_dim %950, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %952 = stablehlo.compare EQ, %948, %951, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %953 = stablehlo.and %945, %952 : tensor<2x27xi1>
          %954 = stablehlo.convert %953 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %955 = stablehlo.add %947, %954 : tensor<2x27xi32>
          %956 = stablehlo.constant dense<40> : tensor<i32>
          %957 = stablehlo.compare LT, %895, %956, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
          %958 = stablehlo.convert %957 : (tensor<i1>) -> tensor<i32>
          %959 = stablehlo.constant dense<2> : tensor<i32>
          %960 = stablehlo.add %958, %959 : tensor<i32>
          %961 = stablehlo.broadcast_in_dim %960, dims = [] : (tensor<i32>) -> tensor<2x27xi32>
          %962 = stablehlo.compare GE, %955, %961, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %963 = stablehlo.iota dim = 0 : tensor<27xi32>
          %964 = stablehlo.constant dense<5> : tensor<27xi32>
          %965 = stablehlo.add %963, %964 : tensor<27xi32>
          %966 = stablehlo.broadcast_in_dim %965, dims = [1] : (tensor<27xi32>) -> tensor<2x27xi32>
          %967 = stablehlo.subtract %880, %908 : tensor<2xi32>
          %968 = stablehlo.broadcast_in_dim %967, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %969 = stablehlo.compare LT, %966, %968, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %970 = stablehlo.and %962, %969 : tensor<2x27xi1>
          %971 = stablehlo.constant dense<32> : tensor<2x27xi32>
          %972 = stablehlo.multiply %955, %971 : tensor<2x27xi32>
          %973 = stablehlo.add %972, %966 : tensor<2x27xi32>
          %974 = stablehlo.constant dense<-1> : tensor<2x27xi32>
          %975 = stablehlo.select %970, %973, %974 : tensor<2x27xi1>, tensor<2x27xi32>
          %976 = stablehlo.constant dense<-2147483648> : tensor<i32>
          %977 = stablehlo.reduce(%975 init: %976) applies stablehlo.maximum across dimensions = [1] : (tensor<2x27xi32>, tensor<i32>) -> tensor<2xi32>
          %978 = stablehlo.compare GE, %977, %2, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
          %979 = stablehlo.and %978, %902 : tensor<2xi1>
          %980 = stablehlo.broadcast_in_dim %979, dims = [0] : (tensor<2xi1>) -> tensor<2x3xi1>
          %981 = stablehlo.iota dim = 0 : tensor<3xi32>
          %982 = stablehlo.broadcast_in_dim %981, dims = [2] : (tensor<3xi32>) -> tensor<2x3x3xi32>
          %983 = stablehlo.broadcast_in_dim %981, dims = [1] : (tensor<3xi32>) -> tensor<2x3xi32>
          %984 = stablehlo.maximum %977, %2 : tensor<2xi32>
          %985 = stablehlo.constant dense<32> : tensor<2xi32>
          %986 = stablehlo.remainder %984, %985 : tensor<2xi32>
          %987 = stablehlo.subtract %967, %986 : tensor<2xi32>
          %988 = stablehlo.maximum %987, %908 : tensor<2xi32>
          %989 = stablehlo.broadcast_in_dim %988, dims = [0] : (tensor<2xi32>) -> tensor<2x3xi32>
          %990 = stablehlo.remainder %983, %989 : tensor<2x3xi32>
          %991 = stablehlo.broadcast_in_dim %990, dims = [0, 1] : (tensor<2x3xi32>) -> tensor<2x3x3xi32>
          %992 = stablehlo.compare EQ, %982, %991, SIGNED : (tensor<2x3x3xi32>, tensor<2x3x3xi32>) -> tensor<2x3x3xi1>
          %993 = stablehlo.add %986, %908 : tensor<2xi32>
          %994 = stablehlo.reshape %993 : (tensor<2xi32>) -> tensor<2x1xi32>
          %995 = stablehlo.concatenate %13, %994, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
          %996 = "stablehlo.gather"(%879, %995) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 3>}> : (tensor<2x32xi32>, tensor<2x2xi32>) -> tensor<2x3xi32>
          %997 = stablehlo.broadcast_in_dim %996, dims = [0, 2] : (tensor<2x3xi32>) -> tensor<2x3x3xi32>
          %998 = stablehlo.constant dense<0> : tensor<2x3x3xi32>
          %999 = stablehlo.select %992, %997, %998 : tensor<2x3x3xi1>, tensor<2x3x3xi32>
          %1000 = stablehlo.reduce(%999 init: %0) applies stablehlo.add across dimensions = [2] : (tensor<2x3x3xi32>, tensor<i32>) -> tensor<2x3xi32>
          %1001 = stablehlo.select %980, %1000, %19 : tensor<2x3xi1>, tensor<2x3xi32>
          stablehlo.return %10, %_69, %1001, %979 : tensor<i1>, tensor<2x6xi32>, tensor<2x3xi32>, tensor<2xi1>
        }
        %1002 = stablehlo.and %_55, %543 : tensor<2xi1>
        %1003 = stablehlo.constant dense<3> : tensor<2xi32>
        %1004 = stablehlo.convert %1002 : (tensor<2xi1>) -> tensor<2xi32>
        %1005 = stablehlo.select %1002, %1003, %1004 : tensor<2xi1>, tensor<2xi32>
        %1006 = stablehlo.add %_56, %1005 : tensor<2xi32>
        %1007 = stablehlo.subtract %872, %908 : tensor<2xi32>
        %1008 = stablehlo.maximum %1007, %2 : tensor<2xi32>
        %1009 = stablehlo.select %1002, %1008, %2 : tensor<2xi1>, tensor<2xi32>
        %1010 = stablehlo.add %_57, %1009 : tensor<2xi32>
        %1011 = stablehlo.broadcast_in_dim %549, dims = [1] : (tensor<4xi32>) -> tensor<2x4xi32>
        %1012 = stablehlo.broadcast_in_dim %872, dims = [0] : (tensor<2xi32>) -> tensor<2x4xi32>
        %1013 = stablehlo.compare LT, %1011, %1012, SIGNED : (tensor<2x4xi32>, tensor<2x4xi32>) -> tensor<2x4xi1>
        %1014 = stablehlo.convert %1013 : (tensor<2x4xi1>) -> tensor<2x4xi32>
        %1015 = stablehlo.reduce(%1014 init: %0) applies stablehlo.add across dimensions = [1] : (tensor<2x4xi32>, tensor<i32>) -> tensor<2xi32>
        %1016 = stablehlo.reshape %1015 : (tensor<2xi32>) -> tensor<2x1xi32>
        %1017 = stablehlo.concatenate %13, %1016, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
        %1018 = "stablehlo.gather"(%615, %1017) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 2, 28>}> : (tensor<2x6x28xf32>, tensor<2x2xi32>) -> tensor<2x2x28xf32>
        %1019 = stablehlo.broadcast_in_dim %1013, dims = [0, 1] : (tensor<2x4xi1>) -> tensor<2x4x2x2xi1>
        %1020 = stablehlo.select %1019, %590, %577 : tensor<2x4x2x2xi1>, tensor<2x4x2x2xf32>
        %1021 = stablehlo.transpose %1020, dims = [0, 2, 3, 1] : (tensor<2x4x2x2xf32>) -> tensor<2x2x2x4xf32>
        %1022 = stablehlo.reduce(%1021 init: %560) applies stablehlo.add across dimensions = [3] : (tensor<2x2x2x4xf32>, tensor<f32>) -> tensor<2x2x2xf32>
        %1023 = stablehlo.exponential %1022 : tensor<2x2x2xf32>
        %1024 = stablehlo.broadcast_in_dim %1023, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4x3xf32>
        %1025 = stablehlo.multiply %1024, %_59 : tensor<2x2x2x4x3xf32>
        %1026 = stablehlo.broadcast_in_dim %1013, dims = [0, 1] : (tensor<2x4xi1>) -> tensor<2x4x2x2x4xi1>
        %1027 = stablehlo.constant dense<0.0> : tensor<2x4x2x2x4xf32>
        %1028 = stablehlo.select %1026, %649, %1027 : tensor<2x4x2x2x4xi1>, tensor<2x4x2x2x4xf32>
        %1029 = stablehlo.compare GT, %550, %551, SIGNED : (tensor<4x4xi32>, tensor<4x4xi32>) -> tensor<4x4xi1>
        %1030 = stablehlo.convert %1029 : (tensor<4x4xi1>) -> tensor<4x4xf32>
        %1031 = stablehlo.dot_general %1021, %1030, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4xf32>, tensor<4x4xf32>) -> tensor<2x2x2x4xf32>
        %1032 = stablehlo.exponential %1031 : tensor<2x2x2x4xf32>
        %1033 = stablehlo.broadcast_in_dim %1032, dims = [0, 2, 3, 1] : (tensor<2x2x2x4xf32>) -> tensor<2x4x2x2x4xf32>
        %1034 = stablehlo.multiply %1028, %1033 : tensor<2x4x2x2x4xf32>
        %1035 = stablehlo.transpose %1034, dims = [0, 2, 3, 4, 1] : (tensor<2x4x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %1036 = stablehlo.dot_general %1035, %642, batching_dims = [0, 1] x [0, 2], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4x4xf32>, tensor<2x4x2x3xf32>) -> tensor<2x2x2x4x3xf32>
        %1037 = stablehlo.add %1025, %1036 : tensor<2x2x2x4x3xf32>
        %1038 = "stablehlo.gather"(%729, %1017) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 2, 28>}> : (tensor<2x6x28xf32>, tensor<2x2xi32>) -> tensor<2x2x28xf32>
        %1039 = stablehlo.select %1019, %710, %577 : tensor<2x4x2x2xi1>, tensor<2x4x2x2xf32>
        %1040 = stablehlo.transpose %1039, dims = [0, 2, 3, 1] : (tensor<2x4x2x2xf32>) -> tensor<2x2x2x4xf32>
        %1041 = stablehlo.reduce(%1040 init: %560) applies stablehlo.add across dimensions = [3] : (tensor<2x2x2x4xf32>, tensor<f32>) -> tensor<2x2x2xf32>
        %1042 = stablehlo.exponential %1041 : tensor<2x2x2xf32>
        %1043 = stablehlo.broadcast_in_dim %1042, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4x3xf32>
        %1044 = stablehlo.multiply %1043, %_61 : tensor<2x2x2x4x3xf32>
        %1045 = stablehlo.select %1026, %763, %1027 : tensor<2x4x2x2x4xi1>, tensor<2x4x2x2x4xf32>
        %1046 = stablehlo.dot_general %1040, %1030, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4xf32>, tensor<4x4xf32>) -> tensor<2x2x2x4xf32>
        %1047 = stablehlo.exponential %1046 : tensor<2x2x2x4xf32>
        %1048 = stablehlo.broadcast_in_dim %1047, dims = [0, 2, 3, 1] : (tensor<2x2x2x4xf32>) -> tensor<2x4x2x2x4xf32>
        %1049 = stablehlo.multiply %1045, %1048 : tensor<2x4x2x2x4xf32>
        %1050 = stablehlo.transpose %1049, dims = [0, 2, 3, 4, 1] : (tensor<2x4x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %1051 = stablehlo.dot_general %1050, %756, batching_dims = [0, 1] x [0, 2], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4x4xf32>, tensor<2x4x2x3xf32>) -> tensor<2x2x2x4x3xf32>
        %1052 = stablehlo.add %1044, %1051 : tensor<2x2x2x4x3xf32>
        stablehlo.return %542, %868, %873, %807#3, %807#4, %807#5, %879, %880, %_52, %895, %909#2, %909#3, %1006, %1010, %1018, %1037, %1038, %1052 : tensor<i32>, tensor<2x20xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x32xi32>, tensor<2xi32>, tensor<2xi1>, tensor<i32>, tensor<2x3xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2xi32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
      }
      stablehlo.return %531#0, %531#1, %531#2, %531#3, %531#4, %531#5, %531#6, %531#7, %531#8, %531#9, %531#10, %531#11, %531#12, %531#13, %531#14, %531#15, %531#16, %531#17 : tensor<i32>, tensor<2x20xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x32xi32>, tensor<2xi32>, tensor<2xi1>, tensor<i32>, tensor<2x3xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2xi32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
    }
    %1053 = stablehlo.slice %115#1 [0:2, 0:16] : (tensor<2x20xi32>) -> tensor<2x16xi32>
    func.return %1053, %115#3, %115#4, %115#5, %115#6, %115#7, %115#8, %115#9, %115#14, %115#15, %115#16, %115#17, %115#0, %115#12, %115#13 : tensor<2x16xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x32xi32>, tensor<2xi32>, tensor<2xi1>, tensor<i32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<i32>, tensor<2xi32>, tensor<2xi32>
  }
}
