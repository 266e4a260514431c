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
    %8 = stablehlo.constant dense<false> : tensor<i1>
    %9 = stablehlo.reduce(%7 init: %8) applies stablehlo.or across dimensions = [0] : (tensor<2xi1>, tensor<i1>) -> tensor<i1>
    %10 = stablehlo.iota dim = 0 : tensor<2xi32>
    %11 = stablehlo.reshape %10 : (tensor<2xi32>) -> tensor<2x1xi32>
    %12 = stablehlo.constant dense<6> : tensor<2xi32>
    %13 = stablehlo.subtract %lookup.length, %12 : tensor<2xi32>
    %14 = stablehlo.reshape %13 : (tensor<2xi32>) -> tensor<2x1xi32>
    %15 = stablehlo.concatenate %11, %14, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
    %16 = "stablehlo.gather"(%lookup.ids, %15) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 6>}> : (tensor<2x32xi32>, tensor<2x2xi32>) -> tensor<2x6xi32>
    %17 = stablehlo.constant dense<0> : tensor<2x3xi32>
    %18 = stablehlo.constant dense<false> : tensor<2xi1>
    %19:4 = stablehlo.while(%_0 = %9, %_1 = %16, %_2 = %17, %_3 = %18) : tensor<i1>, tensor<2x6xi32>, tensor<2x3xi32>, tensor<2xi1>
    cond {
      stablehlo.return %_0 : tensor<i1>
    } do {
      %20 = stablehlo.slice %lookup.ids [0:2, 5:32] : (tensor<2x32xi32>) -> tensor<2x27xi32>
      %21 = stablehlo.slice %_1 [0:2, 5:6] : (tensor<2x6xi32>) -> tensor<2x1xi32>
      %22 = stablehlo.reshape %21 : (tensor<2x1xi32>) -> tensor<2xi32>
      %23 = stablehlo.broadcast_in_dim %22, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
      %24 = stablehlo.compare EQ, %20, %23, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
      %25 = stablehlo.convert %24 : (tensor<2x27xi1>) -> tensor<2x27xi32>
      %26 = stablehlo.slice %lookup.ids [0:2, 4:31] : (tensor<2x32xi32>) -> tensor<2x27xi32>
      %27 = stablehlo.slice %_1 [0:2, 4:5] : (tensor<2x6xi32>) -> tensor<2x1xi32>
      %28 = stablehlo.reshape %27 : (tensor<2x1xi32>) -> tensor<2xi32>
      %29 = stablehlo.broadcast_in_dim %28, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
      %30 = stablehlo.compare EQ, %26, %29, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
      %31 = stablehlo.and %24, %30 : tensor<2x27xi1>
      %32 = stablehlo.convert %31 : (tensor<2x27xi1>) -> tensor<2x27xi32>
      %33 = stablehlo.add %25, %32 : tensor<2x27xi32>
      %34 = stablehlo.slice %lookup.ids [0:2, 3:30] : (tensor<2x32xi32>) -> tensor<2x27xi32>
      %35 = stablehlo.slice %_1 [0:2, 3:4] : (tensor<2x6xi32>) -> tensor<2x1xi32>
      %36 = stablehlo.reshape %35 : (tensor<2x1xi32>) -> tensor<2xi32>
      %37 = stablehlo.broadcast_in_dim %36, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
      %38 = stablehlo.compare EQ, %34, %37, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
      %39 = stablehlo.and %31, %38 : tensor<2x27xi1>
      %40 = stablehlo.convert %39 : (tensor<2x27xi1>) -> tensor<2x27xi32>
      %41 = stablehlo.add %33, %40 : tensor<2x27xi32>
      %42 = stablehlo.slice %lookup.ids [0:2, 2:29] : (tensor<2x32xi32>) -> tensor<2x27xi32>
      %43 = stablehlo.slice %_1 [0:2, 2:3] : (tensor<2x6xi32>) -> tensor<2x1xi32>
      %44 = stablehlo.reshape %43 : (tensor<2x1xi32>) -> tensor<2xi32>
      %45 = stablehlo.broadcast_in_dim %44, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
      %46 = stablehlo.compare EQ, %42, %45, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
      %47 = stablehlo.and %39, %46 : tensor<2x27xi1>
      %48 = stablehlo.convert %47 : (tensor<2x27xi1>) -> tensor<2x27xi32>
      %49 = stablehlo.add %41, %48 : tensor<2x27xi32>
      %50 = stablehlo.slice %lookup.ids [0:2, 1:28] : (tensor<2x32xi32>) -> tensor<2x27xi32>
      %51 = stablehlo.slice %_1 [0:2, 1:2] : (tensor<2x6xi32>) -> tensor<2x1xi32>
      %52 = stablehlo.reshape %51 : (tensor<2x1xi32>) -> tensor<2xi32>
      %53 = stablehlo.broadcast_in_dim %52, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
      %54 = stablehlo.compare EQ, %50, %53, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
      %55 = stablehlo.and %47, %54 : tensor<2x27xi1>
      %56 = stablehlo.convert %55 : (tensor<2x27xi1>) -> tensor<2x27xi32>
      %57 = stablehlo.add %49, %56 : tensor<2x27xi32>
      %58 = stablehlo.slice %lookup.ids [0:2, 0:27] : (tensor<2x32xi32>) -> tensor<2x27xi32>
      %59 = stablehlo.slice %_1 [0:2, 0:1] : (tensor<2x6xi32>) -> tensor<2x1xi32>
      %60 = stablehlo.reshape %59 : (tensor<2x1xi32>) -> tensor<2xi32>
      %61 = stablehlo.broadcast_in_dim %60, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
      %62 = stablehlo.compare EQ, %58, %61, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
      %63 = stablehlo.and %55, %62 : tensor<2x27xi1>
      %64 = stablehlo.convert %63 : (tensor<2x27xi1>) -> tensor<2x27xi32>
      %65 = stablehlo.add %57, %64 : tensor<2x27xi32>
      %66 = stablehlo.constant dense<40> : tensor<i32>
      %67 = stablehlo.compare LT, %lookup.credit, %66, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      %68 = stablehlo.convert %67 : (tensor<i1>) -> tensor<i32>
      %69 = stablehlo.constant dense<2> : tensor<i32>
      %70 = stablehlo.add %68, %69 : tensor<i32>
      %71 = stablehlo.broadcast_in_dim %70, dims = [] : (tensor<i32>) -> tensor<2x27xi32>
      %72 = stablehlo.compare GE, %65, %71, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
      %73 = stablehlo.iota dim = 0 : tensor<27xi32>
      %74 = stablehlo.constant dense<5> : tensor<27xi32>
      %75 = stablehlo.add %73, %74 : tensor<27xi32>
      %76 = stablehlo.broadcast_in_dim %75, dims = [1] : (tensor<27xi32>) -> tensor<2x27xi32>
      %77 = stablehlo.constant dense<1> : tensor<2xi32>
      %78 = stablehlo.subtract %lookup.length, %77 : tensor<2xi32>
      %79 = stablehlo.broadcast_in_dim %78, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
      %80 = stablehlo.compare LT, %76, %79, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
      %81 = stablehlo.and %72, %80 : tensor<2x27xi1>
      %82 = stablehlo.constant dense<32> : tensor<2x27xi32>
      %83 = stablehlo.multiply %65, %82 : tensor<2x27xi32>
      %84 = stablehlo.add %83, %76 : tensor<2x27xi32>
      %85 = stablehlo.constant dense<-1> : tensor<2x27xi32>
      %86 = stablehlo.select %81, %84, %85 : tensor<2x27xi1>, tensor<2x27xi32>
      %87 = stablehlo.constant dense<-2147483648> : tensor<i32>
      %88 = stablehlo.reduce(%86 init: %87) applies stablehlo.maximum across dimensions = [1] : (tensor<2x27xi32>, tensor<i32>) -> tensor<2xi32>
      %89 = stablehlo.compare GE, %88, %2, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
      %90 = stablehlo.and %89, %7 : tensor<2xi1>
      %91 = stablehlo.broadcast_in_dim %90, dims = [0] : (tensor<2xi1>) -> tensor<2x3xi1>
      %92 = stablehlo.iota dim = 0 : tensor<3xi32>
      %93 = stablehlo.broadcast_in_dim %92, dims = [2] : (tensor<3xi32>) -> tensor<2x3x3xi32>
      %94 = stablehlo.broadcast_in_dim %92, dims = [1] : (tensor<3xi32>) -> tensor<2x3xi32>
      %95 = stablehlo.maximum %88, %2 : tensor<2xi32>
      %96 = stablehlo.constant dense<32> : tensor<2xi32>
      %97 = stablehlo.remainder %95, %96 : tensor<2xi32>
      %98 = stablehlo.subtract %78, %97 : tensor<2xi32>
      %99 = stablehlo.maximum %98, %77 : tensor<2xi32>
      %100 = stablehlo.broadcast_in_dim %99, dims = [0] : (tensor<2xi32>) -> tensor<2x3xi32>
      %101 = stablehlo.remainder %94, %100 : tensor<2x3xi32>
      %102 = stablehlo.broadcast_in_dim %101, dims = [0, 1] : (tensor<2x3xi32>) -> tensor<2x3x3xi32>
      %103 = stablehlo.compare EQ, %93, %102, SIGNED : (tensor<2x3x3xi32>, tensor<2x3x3xi32>) -> tensor<2x3x3xi1>
      %104 = stablehlo.add %97, %77 : tensor<2xi32>
      %105 = stablehlo.reshape %104 : (tensor<2xi32>) -> tensor<2x1xi32>
      %106 = stablehlo.concatenate %11, %105, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
      %107 = "stablehlo.gather"(%lookup.ids, %106) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 3>}> : (tensor<2x32xi32>, tensor<2x2xi32>) -> tensor<2x3xi32>
      %108 = stablehlo.broadcast_in_dim %107, dims = [0, 2] : (tensor<2x3xi32>) -> tensor<2x3x3xi32>
      %109 = stablehlo.constant dense<0> : tensor<2x3x3xi32>
      %110 = stablehlo.select %103, %108, %109 : tensor<2x3x3xi1>, tensor<2x3x3xi32>
      %111 = stablehlo.reduce(%110 init: %0) applies stablehlo.add across dimensions = [2] : (tensor<2x3x3xi32>, tensor<i32>) -> tensor<2x3xi32>
      %112 = stablehlo.select %91, %111, %17 : tensor<2x3xi1>, tensor<2x3xi32>
      stablehlo.return %8, %_1, %112, %90 : tensor<i1>, tensor<2x6xi32>, tensor<2x3xi32>, tensor<2xi1>
    }
    %113:18 = stablehlo.while(%_4 = %0, %_5 = %1, %_6 = %2, %_7 = %rows.token, %_8 = %rows.done, %_9 = %rows.number, %_10 = %lookup.ids, %_11 = %lookup.length, %_12 = %lookup.wants, %_13 = %lookup.credit, %_14 = %19#2, %_15 = %19#3, %_16 = %2, %_17 = %2, %_18 = %state.layers.0.conv, %_19 = %state.layers.0.ssm, %_20 = %state.layers.1.conv, %_21 = %state.layers.1.ssm) : tensor<i32>, tensor<2x20xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x32xi32>, tensor<2xi32>, tensor<2xi1>, tensor<i32>, tensor<2x3xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2xi32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
    cond {
      %114 = stablehlo.constant dense<4> : tensor<i32>
      %115 = stablehlo.compare LT, %_4, %114, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      %116 = stablehlo.compare LT, %_4, %limit, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      %117 = stablehlo.and %115, %116 : tensor<i1>
      %118 = stablehlo.not %_8 : tensor<2xi1>
      %119 = stablehlo.reduce(%118 init: %8) applies stablehlo.or across dimensions = [0] : (tensor<2xi1>, tensor<i1>) -> tensor<i1>
      %120 = stablehlo.and %117, %119 : tensor<i1>
      stablehlo.return %120 : tensor<i1>
    } do {
      %121:18 = stablehlo.while(%_22 = %_4, %_23 = %_5, %_24 = %_6, %_25 = %_7, %_26 = %_8, %_27 = %_9, %_28 = %_10, %_29 = %_11, %_30 = %_12, %_31 = %_13, %_32 = %_14, %_33 = %_15, %_34 = %_16, %_35 = %_17, %_36 = %_18, %_37 = %_19, %_38 = %_20, %_39 = %_21) : tensor<i32>, tensor<2x20xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x32xi32>, tensor<2xi32>, tensor<2xi1>, tensor<i32>, tensor<2x3xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2xi32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
      cond {
        %122 = stablehlo.constant dense<4> : tensor<i32>
        %123 = stablehlo.compare LT, %_22, %122, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
        %124 = stablehlo.compare LT, %_22, %limit, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
        %125 = stablehlo.and %123, %124 : tensor<i1>
        %126 = stablehlo.not %_26 : tensor<2xi1>
        %127 = stablehlo.reduce(%126 init: %8) applies stablehlo.or across dimensions = [0] : (tensor<2xi1>, tensor<i1>) -> tensor<i1>
        %128 = stablehlo.and %125, %127 : tensor<i1>
        %129 = stablehlo.reduce(%_33 init: %8) applies stablehlo.or across dimensions = [0] : (tensor<2xi1>, tensor<i1>) -> tensor<i1>
        %130 = stablehlo.not %129 : tensor<i1>
        %131 = stablehlo.and %128, %130 : tensor<i1>
        stablehlo.return %131 : tensor<i1>
      } do {
        %132 = stablehlo.constant dense<1> : tensor<i32>
        %133 = stablehlo.add %_22, %132 : tensor<i32>
        %134 = stablehlo.constant dense<-1> : tensor<2x1xi32>
        %135 = stablehlo.not %_26 : tensor<2xi1>
        %136 = stablehlo.not %135 : tensor<2xi1>
        %137 = "stablehlo.gather"(%weights.embedding, %_25) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 8>}> : (tensor<11x8xbf16>, tensor<2xi32>) -> tensor<2x8xbf16>
        %138 = stablehlo.convert %137 : (tensor<2x8xbf16>) -> tensor<2x8xf32>
        %139 = stablehlo.exponential %weights.layers.0.mixer.A_log : tensor<2x2xf32>
        %140 = stablehlo.negate %139 : tensor<2x2xf32>
        %141 = stablehlo.broadcast_in_dim %140, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2xf32>
        %142 = stablehlo.broadcast_in_dim %135, dims = [0] : (tensor<2xi1>) -> tensor<2x2x2xi1>
        %143 = stablehlo.multiply %138, %138 : tensor<2x8xf32>
        %144 = stablehlo.constant dense<0.0> : tensor<f32>
        %145 = stablehlo.reduce(%143 init: %144) applies stablehlo.add across dimensions = [1] : (tensor<2x8xf32>, tensor<f32>) -> tensor<2xf32>
        %146 = stablehlo.constant dense<0.125> : tensor<2xf32>
        %147 = stablehlo.multiply %145, %146 : tensor<2xf32>
        %148 = stablehlo.constant dense<1.0e-05> : tensor<2xf32>
        %149 = stablehlo.add %147, %148 : tensor<2xf32>
        %150 = stablehlo.rsqrt %149 : tensor<2xf32>
        %151 = stablehlo.broadcast_in_dim %150, dims = [0] : (tensor<2xf32>) -> tensor<2x8xf32>
        %152 = stablehlo.multiply %138, %151 : tensor<2x8xf32>
        %153 = stablehlo.broadcast_in_dim %weights.layers.0.norm, dims = [1] : (tensor<8xf32>) -> tensor<2x8xf32>
        %154 = stablehlo.multiply %152, %153 : tensor<2x8xf32>
        %155 = stablehlo.convert %154 : (tensor<2x8xf32>) -> tensor<2x8xbf16>
        %156 = stablehlo.dot_general %155, %weights.layers.0.mixer.in_proj, contracting_dims = [1] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x8xbf16>, tensor<48x8xbf16>) -> tensor<2x48xf32>
        %157 = stablehlo.slice %156 [0:2, 44:48] : (tensor<2x48xf32>) -> tensor<2x4xf32>
        %158 = stablehlo.reshape %157 : (tensor<2x4xf32>) -> tensor<2x2x2xf32>
        %159 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.dt_bias, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2xf32>
        %160 = stablehlo.add %158, %159 : tensor<2x2x2xf32>
        %161 = stablehlo.constant dense<0.0> : tensor<2x2x2xf32>
        %162 = stablehlo.maximum %160, %161 : tensor<2x2x2xf32>
        %163 = stablehlo.abs %160 : tensor<2x2x2xf32>
        %164 = stablehlo.negate %163 : tensor<2x2x2xf32>
        %165 = stablehlo.exponential %164 : tensor<2x2x2xf32>
        %166 = stablehlo.log_plus_one %165 : tensor<2x2x2xf32>
        %167 = stablehlo.add %162, %166 : tensor<2x2x2xf32>
        %168 = stablehlo.constant dense<0.001> : tensor<2x2x2xf32>
        %169 = stablehlo.maximum %167, %168 : tensor<2x2x2xf32>
        %170 = stablehlo.constant dense<100.0> : tensor<2x2x2xf32>
        %171 = stablehlo.minimum %169, %170 : tensor<2x2x2xf32>
        %172 = stablehlo.select %142, %171, %161 : tensor<2x2x2xi1>, tensor<2x2x2xf32>
        %173 = stablehlo.optimization_barrier %172 : tensor<2x2x2xf32>
        %174 = stablehlo.multiply %141, %173 : tensor<2x2x2xf32>
        %175 = stablehlo.exponential %174 : tensor<2x2x2xf32>
        %176 = stablehlo.broadcast_in_dim %175, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4x3xf32>
        %177 = stablehlo.multiply %176, %_37 : tensor<2x2x2x4x3xf32>
        %178 = stablehlo.slice %156 [0:2, 16:44] : (tensor<2x48xf32>) -> tensor<2x28xf32>
        %179 = stablehlo.reshape %178 : (tensor<2x28xf32>) -> tensor<2x1x28xf32>
        %180 = stablehlo.concatenate %_36, %179, dim = 1 : (tensor<2x2x28xf32>, tensor<2x1x28xf32>) -> tensor<2x3x28xf32>
        %181 = stablehlo.slice %180 [0:2, 0:1, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
        %182 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
        %183 = stablehlo.reshape %182 : (tensor<28x1xf32>) -> tensor<28xf32>
        %184 = stablehlo.broadcast_in_dim %183, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
        %185 = stablehlo.multiply %181, %184 : tensor<2x1x28xf32>
        %186 = stablehlo.slice %180 [0:2, 1:2, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
        %187 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
        %188 = stablehlo.reshape %187 : (tensor<28x1xf32>) -> tensor<28xf32>
        %189 = stablehlo.broadcast_in_dim %188, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
        %190 = stablehlo.multiply %186, %189 : tensor<2x1x28xf32>
        %191 = stablehlo.add %185, %190 : tensor<2x1x28xf32>
        %192 = stablehlo.slice %180 [0:2, 2:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
        %193 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
        %194 = stablehlo.reshape %193 : (tensor<28x1xf32>) -> tensor<28xf32>
        %195 = stablehlo.broadcast_in_dim %194, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
        %196 = stablehlo.multiply %192, %195 : tensor<2x1x28xf32>
        %197 = stablehlo.add %191, %196 : tensor<2x1x28xf32>
        %198 = stablehlo.reshape %197 : (tensor<2x1x28xf32>) -> tensor<2x28xf32>
        %199 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.conv_bias, dims = [1] : (tensor<28xf32>) -> tensor<2x28xf32>
        %200 = stablehlo.add %198, %199 : tensor<2x28xf32>
        %201 = stablehlo.logistic %200 : tensor<2x28xf32>
        %202 = stablehlo.multiply %200, %201 : tensor<2x28xf32>
        %203 = stablehlo.optimization_barrier %202 : tensor<2x28xf32>
        %204 = stablehlo.slice %203 [0:2, 0:16] : (tensor<2x28xf32>) -> tensor<2x16xf32>
        %205 = stablehlo.reshape %204 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
        %206 = stablehlo.broadcast_in_dim %173, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4xf32>
        %207 = stablehlo.multiply %205, %206 : tensor<2x2x2x4xf32>
        %208 = stablehlo.broadcast_in_dim %207, dims = [0, 1, 2, 3] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x3xf32>
        %209 = stablehlo.slice %203 [0:2, 16:22] : (tensor<2x28xf32>) -> tensor<2x6xf32>
        %210 = stablehlo.reshape %209 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
        %211 = stablehlo.broadcast_in_dim %210, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
        %212 = stablehlo.multiply %208, %211 : tensor<2x2x2x4x3xf32>
        %213 = stablehlo.add %177, %212 : tensor<2x2x2x4x3xf32>
        %214 = stablehlo.slice %203 [0:2, 22:28] : (tensor<2x28xf32>) -> tensor<2x6xf32>
        %215 = stablehlo.reshape %214 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
        %216 = stablehlo.broadcast_in_dim %215, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
        %217 = stablehlo.multiply %213, %216 : tensor<2x2x2x4x3xf32>
        %218 = stablehlo.reduce(%217 init: %144) applies stablehlo.add across dimensions = [4] : (tensor<2x2x2x4x3xf32>, tensor<f32>) -> tensor<2x2x2x4xf32>
        %219 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.D, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
        %220 = stablehlo.multiply %219, %205 : tensor<2x2x2x4xf32>
        %221 = stablehlo.add %218, %220 : tensor<2x2x2x4xf32>
        %222 = stablehlo.slice %156 [0:2, 0:16] : (tensor<2x48xf32>) -> tensor<2x16xf32>
        %223 = stablehlo.reshape %222 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
        %224 = stablehlo.logistic %223 : tensor<2x2x2x4xf32>
        %225 = stablehlo.multiply %223, %224 : tensor<2x2x2x4xf32>
        %226 = stablehlo.multiply %221, %225 : tensor<2x2x2x4xf32>
        %227 = stablehlo.multiply %226, %226 : tensor<2x2x2x4xf32>
        %228 = stablehlo.reduce(%227 init: %144) applies stablehlo.add across dimensions = [2, 3] : (tensor<2x2x2x4xf32>, tensor<f32>) -> tensor<2x2xf32>
        %229 = stablehlo.constant dense<0.125> : tensor<2x2xf32>
        %230 = stablehlo.multiply %228, %229 : tensor<2x2xf32>
        %231 = stablehlo.constant dense<1.0e-05> : tensor<2x2xf32>
        %232 = stablehlo.add %230, %231 : tensor<2x2xf32>
        %233 = stablehlo.rsqrt %232 : tensor<2x2xf32>
        %234 = stablehlo.broadcast_in_dim %233, dims = [0, 1] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
        %235 = stablehlo.multiply %226, %234 : tensor<2x2x2x4xf32>
        %236 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.norm, dims = [1, 2, 3] : (tensor<2x2x4xf32>) -> tensor<2x2x2x4xf32>
        %237 = stablehlo.multiply %235, %236 : tensor<2x2x2x4xf32>
        %238 = stablehlo.reshape %237 : (tensor<2x2x2x4xf32>) -> tensor<2x16xf32>
        %239 = stablehlo.convert %238 : (tensor<2x16xf32>) -> tensor<2x16xbf16>
        %240 = stablehlo.dot_general %239, %weights.layers.0.mixer.out_proj, contracting_dims = [1] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x16xbf16>, tensor<8x16xbf16>) -> tensor<2x8xf32>
        %241 = stablehlo.add %138, %240 : tensor<2x8xf32>
        %242 = stablehlo.exponential %weights.layers.1.mixer.A_log : tensor<2x2xf32>
        %243 = stablehlo.negate %242 : tensor<2x2xf32>
        %244 = stablehlo.broadcast_in_dim %243, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2xf32>
        %245 = stablehlo.multiply %241, %241 : tensor<2x8xf32>
        %246 = stablehlo.reduce(%245 init: %144) applies stablehlo.add across dimensions = [1] : (tensor<2x8xf32>, tensor<f32>) -> tensor<2xf32>
        %247 = stablehlo.multiply %246, %146 : tensor<2xf32>
        %248 = stablehlo.add %247, %148 : tensor<2xf32>
        %249 = stablehlo.rsqrt %248 : tensor<2xf32>
        %250 = stablehlo.broadcast_in_dim %249, dims = [0] : (tensor<2xf32>) -> tensor<2x8xf32>
        %251 = stablehlo.multiply %241, %250 : tensor<2x8xf32>
        %252 = stablehlo.broadcast_in_dim %weights.layers.1.norm, dims = [1] : (tensor<8xf32>) -> tensor<2x8xf32>
        %253 = stablehlo.multiply %251, %252 : tensor<2x8xf32>
        %254 = stablehlo.convert %253 : (tensor<2x8xf32>) -> tensor<2x8xbf16>
        %255 = stablehlo.dot_general %254, %weights.layers.1.mixer.in_proj, contracting_dims = [1] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x8xbf16>, tensor<48x8xbf16>) -> tensor<2x48xf32>
        %256 = stablehlo.slice %255 [0:2, 44:48] : (tensor<2x48xf32>) -> tensor<2x4xf32>
        %257 = stablehlo.reshape %256 : (tensor<2x4xf32>) -> tensor<2x2x2xf32>
        %258 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.dt_bias, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2xf32>
        %259 = stablehlo.add %257, %258 : tensor<2x2x2xf32>
        %260 = stablehlo.maximum %259, %161 : tensor<2x2x2xf32>
        %261 = stablehlo.abs %259 : tensor<2x2x2xf32>
        %262 = stablehlo.negate %261 : tensor<2x2x2xf32>
        %263 = stablehlo.exponential %262 : tensor<2x2x2xf32>
        %264 = stablehlo.log_plus_one %263 : tensor<2x2x2xf32>
        %265 = stablehlo.add %260, %264 : tensor<2x2x2xf32>
        %266 = stablehlo.maximum %265, %168 : tensor<2x2x2xf32>
        %267 = stablehlo.minimum %266, %170 : tensor<2x2x2xf32>
        %268 = stablehlo.select %142, %267, %161 : tensor<2x2x2xi1>, tensor<2x2x2xf32>
        %269 = stablehlo.optimization_barrier %268 : tensor<2x2x2xf32>
        %270 = stablehlo.multiply %244, %269 : tensor<2x2x2xf32>
        %271 = stablehlo.exponential %270 : tensor<2x2x2xf32>
        %272 = stablehlo.broadcast_in_dim %271, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4x3xf32>
        %273 = stablehlo.multiply %272, %_39 : tensor<2x2x2x4x3xf32>
        %274 = stablehlo.slice %255 [0:2, 16:44] : (tensor<2x48xf32>) -> tensor<2x28xf32>
        %275 = stablehlo.reshape %274 : (tensor<2x28xf32>) -> tensor<2x1x28xf32>
        %276 = stablehlo.concatenate %_38, %275, dim = 1 : (tensor<2x2x28xf32>, tensor<2x1x28xf32>) -> tensor<2x3x28xf32>
        %277 = stablehlo.slice %276 [0:2, 0:1, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
        %278 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
        %279 = stablehlo.reshape %278 : (tensor<28x1xf32>) -> tensor<28xf32>
        %280 = stablehlo.broadcast_in_dim %279, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
        %281 = stablehlo.multiply %277, %280 : tensor<2x1x28xf32>
        %282 = stablehlo.slice %276 [0:2, 1:2, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
        %283 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
        %284 = stablehlo.reshape %283 : (tensor<28x1xf32>) -> tensor<28xf32>
        %285 = stablehlo.broadcast_in_dim %284, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
        %286 = stablehlo.multiply %282, %285 : tensor<2x1x28xf32>
        %287 = stablehlo.add %281, %286 : tensor<2x1x28xf32>
        %288 = stablehlo.slice %276 [0:2, 2:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x1x28xf32>
        %289 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
        %290 = stablehlo.reshape %289 : (tensor<28x1xf32>) -> tensor<28xf32>
        %291 = stablehlo.broadcast_in_dim %290, dims = [2] : (tensor<28xf32>) -> tensor<2x1x28xf32>
        %292 = stablehlo.multiply %288, %291 : tensor<2x1x28xf32>
        %293 = stablehlo.add %287, %292 : tensor<2x1x28xf32>
        %294 = stablehlo.reshape %293 : (tensor<2x1x28xf32>) -> tensor<2x28xf32>
        %295 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.conv_bias, dims = [1] : (tensor<28xf32>) -> tensor<2x28xf32>
        %296 = stablehlo.add %294, %295 : tensor<2x28xf32>
        %297 = stablehlo.logistic %296 : tensor<2x28xf32>
        %298 = stablehlo.multiply %296, %297 : tensor<2x28xf32>
        %299 = stablehlo.optimization_barrier %298 : tensor<2x28xf32>
        %300 = stablehlo.slice %299 [0:2, 0:16] : (tensor<2x28xf32>) -> tensor<2x16xf32>
        %301 = stablehlo.reshape %300 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
        %302 = stablehlo.broadcast_in_dim %269, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4xf32>
        %303 = stablehlo.multiply %301, %302 : tensor<2x2x2x4xf32>
        %304 = stablehlo.broadcast_in_dim %303, dims = [0, 1, 2, 3] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x3xf32>
        %305 = stablehlo.slice %299 [0:2, 16:22] : (tensor<2x28xf32>) -> tensor<2x6xf32>
        %306 = stablehlo.reshape %305 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
        %307 = stablehlo.broadcast_in_dim %306, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
        %308 = stablehlo.multiply %304, %307 : tensor<2x2x2x4x3xf32>
        %309 = stablehlo.add %273, %308 : tensor<2x2x2x4x3xf32>
        %310 = stablehlo.slice %299 [0:2, 22:28] : (tensor<2x28xf32>) -> tensor<2x6xf32>
        %311 = stablehlo.reshape %310 : (tensor<2x6xf32>) -> tensor<2x2x3xf32>
        %312 = stablehlo.broadcast_in_dim %311, dims = [0, 1, 4] : (tensor<2x2x3xf32>) -> tensor<2x2x2x4x3xf32>
        %313 = stablehlo.multiply %309, %312 : tensor<2x2x2x4x3xf32>
        %314 = stablehlo.reduce(%313 init: %144) applies stablehlo.add across dimensions = [4] : (tensor<2x2x2x4x3xf32>, tensor<f32>) -> tensor<2x2x2x4xf32>
        %315 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.D, dims = [1, 2] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
        %316 = stablehlo.multiply %315, %301 : tensor<2x2x2x4xf32>
        %317 = stablehlo.add %314, %316 : tensor<2x2x2x4xf32>
        %318 = stablehlo.slice %255 [0:2, 0:16] : (tensor<2x48xf32>) -> tensor<2x16xf32>
        %319 = stablehlo.reshape %318 : (tensor<2x16xf32>) -> tensor<2x2x2x4xf32>
        %320 = stablehlo.logistic %319 : tensor<2x2x2x4xf32>
        %321 = stablehlo.multiply %319, %320 : tensor<2x2x2x4xf32>
        %322 = stablehlo.multiply %317, %321 : tensor<2x2x2x4xf32>
        %323 = stablehlo.multiply %322, %322 : tensor<2x2x2x4xf32>
        %324 = stablehlo.reduce(%323 init: %144) applies stablehlo.add across dimensions = [2, 3] : (tensor<2x2x2x4xf32>, tensor<f32>) -> tensor<2x2xf32>
        %325 = stablehlo.multiply %324, %229 : tensor<2x2xf32>
        %326 = stablehlo.add %325, %231 : tensor<2x2xf32>
        %327 = stablehlo.rsqrt %326 : tensor<2x2xf32>
        %328 = stablehlo.broadcast_in_dim %327, dims = [0, 1] : (tensor<2x2xf32>) -> tensor<2x2x2x4xf32>
        %329 = stablehlo.multiply %322, %328 : tensor<2x2x2x4xf32>
        %330 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.norm, dims = [1, 2, 3] : (tensor<2x2x4xf32>) -> tensor<2x2x2x4xf32>
        %331 = stablehlo.multiply %329, %330 : tensor<2x2x2x4xf32>
        %332 = stablehlo.reshape %331 : (tensor<2x2x2x4xf32>) -> tensor<2x16xf32>
        %333 = stablehlo.convert %332 : (tensor<2x16xf32>) -> tensor<2x16xbf16>
        %334 = stablehlo.dot_general %333, %weights.layers.1.mixer.out_proj, contracting_dims = [1] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x16xbf16>, tensor<8x16xbf16>) -> tensor<2x8xf32>
        %335 = stablehlo.add %241, %334 : tensor<2x8xf32>
        %336 = stablehlo.multiply %335, %335 : tensor<2x8xf32>
        %337 = stablehlo.reduce(%336 init: %144) applies stablehlo.add across dimensions = [1] : (tensor<2x8xf32>, tensor<f32>) -> tensor<2xf32>
        %338 = stablehlo.multiply %337, %146 : tensor<2xf32>
        %339 = stablehlo.add %338, %148 : tensor<2xf32>
        %340 = stablehlo.rsqrt %339 : tensor<2xf32>
        %341 = stablehlo.broadcast_in_dim %340, dims = [0] : (tensor<2xf32>) -> tensor<2x8xf32>
        %342 = stablehlo.multiply %335, %341 : tensor<2x8xf32>
        %343 = stablehlo.broadcast_in_dim %weights.norm_f, dims = [1] : (tensor<8xf32>) -> tensor<2x8xf32>
        %344 = stablehlo.multiply %342, %343 : tensor<2x8xf32>
        %345 = stablehlo.convert %344 : (tensor<2x8xf32>) -> tensor<2x8xbf16>
        %346 = stablehlo.dot_general %345, %weights.embedding, contracting_dims = [1] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x8xbf16>, tensor<11x8xbf16>) -> tensor<2x11xf32>
        %347 = stablehlo.constant dense<0xFF800000> : tensor<f32>
        %348 = stablehlo.reduce(%346 init: %347) applies stablehlo.maximum across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
        %349 = stablehlo.abs %348 : tensor<2xf32>
        %350 = stablehlo.constant dense<0x7F800000> : tensor<2xf32>
        %351 = stablehlo.compare LT, %349, %350, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
        %352 = stablehlo.compare NE, %346, %346, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
        %353 = stablehlo.constant dense<-1> : tensor<2x11xi32>
        %354 = stablehlo.broadcast_in_dim %348, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
        %355 = stablehlo.compare EQ, %346, %354, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
        %356 = stablehlo.iota dim = 0 : tensor<11xi32>
        %357 = stablehlo.broadcast_in_dim %356, dims = [1] : (tensor<11xi32>) -> tensor<2x11xi32>
        %358 = stablehlo.constant dense<11> : tensor<2x11xi32>
        %359 = stablehlo.select %355, %357, %358 : tensor<2x11xi1>, tensor<2x11xi32>
        %360 = stablehlo.select %352, %353, %359 : tensor<2x11xi1>, tensor<2x11xi32>
        %361 = stablehlo.constant dense<2147483647> : tensor<i32>
        %362 = stablehlo.reduce(%360 init: %361) applies stablehlo.minimum across dimensions = [1] : (tensor<2x11xi32>, tensor<i32>) -> tensor<2xi32>
        %363 = stablehlo.compare LT, %362, %2, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
        %364 = stablehlo.constant dense<11> : tensor<2xi32>
        %365 = stablehlo.select %363, %364, %362 : tensor<2xi1>, tensor<2xi32>
        %366 = stablehlo.select %351, %365, %364 : tensor<2xi1>, tensor<2xi32>
        %367 = stablehlo.select %136, %_25, %366 : tensor<2xi1>, tensor<2xi32>
        %368 = stablehlo.constant dense<-1> : tensor<2xi32>
        %369 = stablehlo.select %135, %367, %368 : tensor<2xi1>, tensor<2xi32>
        %370 = stablehlo.broadcast_in_dim %369, dims = [0] : (tensor<2xi32>) -> tensor<2x1xi32>
        %371 = stablehlo.dynamic_update_slice %134, %370, %0, %0 : (tensor<2x1xi32>, tensor<2x1xi32>, tensor<i32>, tensor<i32>) -> tensor<2x1xi32>
        %372 = stablehlo.slice %371 [0:1, 0:1] : (tensor<2x1xi32>) -> tensor<1x1xi32>
        %373 = stablehlo.slice %_24 [0:1] : (tensor<2xi32>) -> tensor<1xi32>
        %374 = stablehlo.reshape %373 : (tensor<1xi32>) -> tensor<i32>
        %375 = stablehlo.dynamic_update_slice %_23, %372, %0, %374 : (tensor<2x20xi32>, tensor<1x1xi32>, tensor<i32>, tensor<i32>) -> tensor<2x20xi32>
        %376 = stablehlo.slice %371 [1:2, 0:1] : (tensor<2x1xi32>) -> tensor<1x1xi32>
        %377 = stablehlo.slice %_24 [1:2] : (tensor<2xi32>) -> tensor<1xi32>
        %378 = stablehlo.reshape %377 : (tensor<1xi32>) -> tensor<i32>
        %379 = stablehlo.dynamic_update_slice %375, %376, %132, %378 : (tensor<2x20xi32>, tensor<1x1xi32>, tensor<i32>, tensor<i32>) -> tensor<2x20xi32>
        %380 = stablehlo.constant dense<0> : tensor<2x1xi32>
        %381 = stablehlo.compare GE, %371, %380, SIGNED : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x1xi1>
        %382 = stablehlo.convert %381 : (tensor<2x1xi1>) -> tensor<2x1xi32>
        %383 = stablehlo.reduce(%382 init: %0) applies stablehlo.add across dimensions = [1] : (tensor<2x1xi32>, tensor<i32>) -> tensor<2xi32>
        %384 = stablehlo.add %_24, %383 : tensor<2xi32>
        %385 = stablehlo.broadcast_in_dim %366, dims = [0] : (tensor<2xi32>) -> tensor<2x1xi32>
        %386 = stablehlo.compare EQ, %385, %orders.stop_ids, SIGNED : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x1xi1>
        %387 = stablehlo.reduce(%386 init: %8) applies stablehlo.or across dimensions = [1] : (tensor<2x1xi1>, tensor<i1>) -> tensor<2xi1>
        %388 = stablehlo.constant dense<1> : tensor<2xi32>
        %389 = stablehlo.add %_27, %388 : tensor<2xi32>
        %390 = stablehlo.compare GE, %389, %orders.budget, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
        %391 = stablehlo.or %387, %390 : tensor<2xi1>
        %392 = stablehlo.compare GE, %366, %364, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
        %393 = stablehlo.or %391, %392 : tensor<2xi1>
        %394 = stablehlo.or %136, %393 : tensor<2xi1>
        %395 = stablehlo.select %135, %394, %_26 : tensor<2xi1>, tensor<2xi1>
        %396 = stablehlo.select %136, %_27, %389 : tensor<2xi1>, tensor<2xi32>
        %397 = stablehlo.slice %_29 [0:1] : (tensor<2xi32>) -> tensor<1xi32>
        %398 = stablehlo.reshape %397 : (tensor<1xi32>) -> tensor<i32>
        %399 = stablehlo.dynamic_update_slice %_28, %372, %0, %398 : (tensor<2x32xi32>, tensor<1x1xi32>, tensor<i32>, tensor<i32>) -> tensor<2x32xi32>
        %400 = stablehlo.slice %_29 [1:2] : (tensor<2xi32>) -> tensor<1xi32>
        %401 = stablehlo.reshape %400 : (tensor<1xi32>) -> tensor<i32>
        %402 = stablehlo.dynamic_update_slice %399, %376, %132, %401 : (tensor<2x32xi32>, tensor<1x1xi32>, tensor<i32>, tensor<i32>) -> tensor<2x32xi32>
        %403 = stablehlo.add %_29, %383 : tensor<2xi32>
        %404 = stablehlo.reduce(%_33 init: %8) applies stablehlo.or across dimensions = [0] : (tensor<2xi1>, tensor<i1>) -> tensor<i1>
        %405 = stablehlo.reduce(%383 init: %0) applies stablehlo.add across dimensions = [0] : (tensor<2xi32>, tensor<i32>) -> tensor<i32>
        %406 = stablehlo.constant dense<20> : tensor<i32>
        %407 = stablehlo.multiply %405, %406 : tensor<i32>
        %408 = stablehlo.compare GT, %383, %2, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
        %409 = stablehlo.convert %408 : (tensor<2xi1>) -> tensor<2xi32>
        %410 = stablehlo.reduce(%409 init: %0) applies stablehlo.add across dimensions = [0] : (tensor<2xi32>, tensor<i32>) -> tensor<i32>
        %411 = stablehlo.maximum %410, %132 : tensor<i32>
        %412 = stablehlo.divide %407, %411 : tensor<i32>
        %413 = stablehlo.constant dense<80> : tensor<i32>
        %414 = stablehlo.subtract %412, %413 : tensor<i32>
        %415 = stablehlo.select %404, %414, %132 : tensor<i1>, tensor<i32>
        %416 = stablehlo.add %_31, %415 : tensor<i32>
        %417 = stablehlo.constant dense<120> : tensor<i32>
        %418 = stablehlo.minimum %416, %417 : tensor<i32>
        %419 = stablehlo.not %395 : tensor<2xi1>
        %420 = stablehlo.and %_30, %419 : tensor<2xi1>
        %421 = stablehlo.compare GE, %418, %0, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
        %422 = stablehlo.broadcast_in_dim %421, dims = [] : (tensor<i1>) -> tensor<2xi1>
        %423 = stablehlo.and %420, %422 : tensor<2xi1>
        %424 = stablehlo.reduce(%423 init: %8) applies stablehlo.or across dimensions = [0] : (tensor<2xi1>, tensor<i1>) -> tensor<i1>
        %425 = stablehlo.subtract %403, %12 : tensor<2xi32>
        %426 = stablehlo.reshape %425 : (tensor<2xi32>) -> tensor<2x1xi32>
        %427 = stablehlo.concatenate %11, %426, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
        %428 = "stablehlo.gather"(%402, %427) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 6>}> : (tensor<2x32xi32>, tensor<2x2xi32>) -> tensor<2x6xi32>
        %429:4 = stablehlo.while(%_40 = %424, %_41 = %428, %_42 = %17, %_43 = %18) : tensor<i1>, tensor<2x6xi32>, tensor<2x3xi32>, tensor<2xi1>
        cond {
          stablehlo.return %_40 : tensor<i1>
        } do {
          %430 = stablehlo.slice %402 [0:2, 5:32] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %431 = stablehlo.slice %_41 [0:2, 5:6] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %432 = stablehlo.reshape %431 : (tensor<2x1xi32>) -> tensor<2xi32>
          %433 = stablehlo.broadcast_in_dim %432, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %434 = stablehlo.compare EQ, %430, %433, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %435 = stablehlo.convert %434 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %436 = stablehlo.slice %402 [0:2, 4:31] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %437 = stablehlo.slice %_41 [0:2, 4:5] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %438 = stablehlo.reshape %437 : (tensor<2x1xi32>) -> tensor<2xi32>
          %439 = stablehlo.broadcast_in_dim %438, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %440 = stablehlo.compare EQ, %436, %439, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %441 = stablehlo.and %434, %440 : tensor<2x27xi1>
          %442 = stablehlo.convert %441 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %443 = stablehlo.add %435, %442 : tensor<2x27xi32>
          %444 = stablehlo.slice %402 [0:2, 3:30] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %445 = stablehlo.slice %_41 [0:2, 3:4] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %446 = stablehlo.reshape %445 : (tensor<2x1xi32>) -> tensor<2xi32>
          %447 = stablehlo.broadcast_in_dim %446, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %448 = stablehlo.compare EQ, %444, %447, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %449 = stablehlo.and %441, %448 : tensor<2x27xi1>
          %450 = stablehlo.convert %449 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %451 = stablehlo.add %443, %450 : tensor<2x27xi32>
          %452 = stablehlo.slice %402 [0:2, 2:29] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %453 = stablehlo.slice %_41 [0:2, 2:3] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %454 = stablehlo.reshape %453 : (tensor<2x1xi32>) -> tensor<2xi32>
          %455 = stablehlo.broadcast_in_dim %454, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %456 = stablehlo.compare EQ, %452, %455, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %457 = stablehlo.and %449, %456 : tensor<2x27xi1>
          %458 = stablehlo.convert %457 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %459 = stablehlo.add %451, %458 : tensor<2x27xi32>
          %460 = stablehlo.slice %402 [0:2, 1:28] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %461 = stablehlo.slice %_41 [0:2, 1:2] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %462 = stablehlo.reshape %461 : (tensor<2x1xi32>) -> tensor<2xi32>
          %463 = stablehlo.broadcast_in_dim %462, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %464 = stablehlo.compare EQ, %460, %463, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %465 = stablehlo.and %457, %464 : tensor<2x27xi1>
          %466 = stablehlo.convert %465 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %467 = stablehlo.add %459, %466 : tensor<2x27xi32>
          %468 = stablehlo.slice %402 [0:2, 0:27] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %469 = stablehlo.slice %_41 [0:2, 0:1] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %470 = stablehlo.reshape %469 : (tensor<2x1xi32>) -> tensor<2xi32>
          %471 = stablehlo.broadcast_in_dim %470, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %472 = stablehlo.compare EQ, %468, %471, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %473 = stablehlo.and %465, %472 : tensor<2x27xi1>
          %474 = stablehlo.convert %473 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %475 = stablehlo.add %467, %474 : tensor<2x27xi32>
          %476 = stablehlo.constant dense<40> : tensor<i32>
          %477 = stablehlo.compare LT, %418, %476, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
          %478 = stablehlo.convert %477 : (tensor<i1>) -> tensor<i32>
          %479 = stablehlo.constant dense<2> : tensor<i32>
          %480 = stablehlo.add %478, %479 : tensor<i32>
          %481 = stablehlo.broadcast_in_dim %480, dims = [] : (tensor<i32>) -> tensor<2x27xi32>
          %482 = stablehlo.compare GE, %475, %481, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %483 = stablehlo.iota dim = 0 : tensor<27xi32>
          %484 = stablehlo.constant dense<5> : tensor<27xi32>
          %485 = stablehlo.add %483, %484 : tensor<27xi32>
          %486 = stablehlo.broadcast_in_dim %485, dims = [1] : (tensor<27xi32>) -> tensor<2x27xi32>
          %487 = stablehlo.subtract %403, %388 : tensor<2xi32>
          %488 = stablehlo.broadcast_in_dim %487, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %489 = stablehlo.compare LT, %486, %488, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %490 = stablehlo.and %482, %489 : tensor<2x27xi1>
          %491 = stablehlo.constant dense<32> : tensor<2x27xi32>
          %492 = stablehlo.multiply %475, %491 : tensor<2x27xi32>
          %493 = stablehlo.add %492, %486 : tensor<2x27xi32>
          %494 = stablehlo.constant dense<-1> : tensor<2x27xi32>
          %495 = stablehlo.select %490, %493, %494 : tensor<2x27xi1>, tensor<2x27xi32>
          %496 = stablehlo.constant dense<-2147483648> : tensor<i32>
          %497 = stablehlo.reduce(%495 init: %496) applies stablehlo.maximum across dimensions = [1] : (tensor<2x27xi32>, tensor<i32>) -> tensor<2xi32>
          %498 = stablehlo.compare GE, %497, %2, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
          %499 = stablehlo.and %498, %423 : tensor<2xi1>
          %500 = stablehlo.broadcast_in_dim %499, dims = [0] : (tensor<2xi1>) -> tensor<2x3xi1>
          %501 = stablehlo.iota dim = 0 : tensor<3xi32>
          %502 = stablehlo.broadcast_in_dim %501, dims = [2] : (tensor<3xi32>) -> tensor<2x3x3xi32>
          %503 = stablehlo.broadcast_in_dim %501, dims = [1] : (tensor<3xi32>) -> tensor<2x3xi32>
          %504 = stablehlo.maximum %497, %2 : tensor<2xi32>
          %505 = stablehlo.constant dense<32> : tensor<2xi32>
          %506 = stablehlo.remainder %504, %505 : tensor<2xi32>
          %507 = stablehlo.subtract %487, %506 : tensor<2xi32>
          %508 = stablehlo.maximum %507, %388 : tensor<2xi32>
          %509 = stablehlo.broadcast_in_dim %508, dims = [0] : (tensor<2xi32>) -> tensor<2x3xi32>
          %510 = stablehlo.remainder %503, %509 : tensor<2x3xi32>
          %511 = stablehlo.broadcast_in_dim %510, dims = [0, 1] : (tensor<2x3xi32>) -> tensor<2x3x3xi32>
          %512 = stablehlo.compare EQ, %502, %511, SIGNED : (tensor<2x3x3xi32>, tensor<2x3x3xi32>) -> tensor<2x3x3xi1>
          %513 = stablehlo.add %506, %388 : tensor<2xi32>
          %514 = stablehlo.reshape %513 : (tensor<2xi32>) -> tensor<2x1xi32>
          %515 = stablehlo.concatenate %11, %514, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
          %516 = "stablehlo.gather"(%402, %515) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 3>}> : (tensor<2x32xi32>, tensor<2x2xi32>) -> tensor<2x3xi32>
          %517 = stablehlo.broadcast_in_dim %516, dims = [0, 2] : (tensor<2x3xi32>) -> tensor<2x3x3xi32>
          %518 = stablehlo.constant dense<0> : tensor<2x3x3xi32>
          %519 = stablehlo.select %512, %517, %518 : tensor<2x3x3xi1>, tensor<2x3x3xi32>
          %520 = stablehlo.reduce(%519 init: %0) applies stablehlo.add across dimensions = [2] : (tensor<2x3x3xi32>, tensor<i32>) -> tensor<2x3xi32>
          %521 = stablehlo.select %500, %520, %17 : tensor<2x3xi1>, tensor<2x3xi32>
          stablehlo.return %8, %_41, %521, %499 : tensor<i1>, tensor<2x6xi32>, tensor<2x3xi32>, tensor<2xi1>
        }
        %522 = stablehlo.broadcast_in_dim %135, dims = [0] : (tensor<2xi1>) -> tensor<2x2x28xi1>
        %523 = stablehlo.slice %180 [0:2, 1:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x2x28xf32>
        %524 = stablehlo.select %522, %523, %_36 : tensor<2x2x28xi1>, tensor<2x2x28xf32>
        %525 = stablehlo.slice %276 [0:2, 1:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x2x28xf32>
        %526 = stablehlo.select %522, %525, %_38 : tensor<2x2x28xi1>, tensor<2x2x28xf32>
        stablehlo.return %133, %379, %384, %367, %395, %396, %402, %403, %_30, %418, %429#2, %429#3, %_34, %_35, %524, %213, %526, %309 : tensor<i32>, tensor<2x20xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x32xi32>, tensor<2xi32>, tensor<2xi1>, tensor<i32>, tensor<2x3xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2xi32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
      }
      %527:18 = stablehlo.while(%_44 = %121#0, %_45 = %121#1, %_46 = %121#2, %_47 = %121#3, %_48 = %121#4, %_49 = %121#5, %_50 = %121#6, %_51 = %121#7, %_52 = %121#8, %_53 = %121#9, %_54 = %121#10, %_55 = %121#11, %_56 = %121#12, %_57 = %121#13, %_58 = %121#14, %_59 = %121#15, %_60 = %121#16, %_61 = %121#17) : tensor<i32>, tensor<2x20xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x32xi32>, tensor<2xi32>, tensor<2xi1>, tensor<i32>, tensor<2x3xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2xi32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
      cond {
        %528 = stablehlo.constant dense<4> : tensor<i32>
        %529 = stablehlo.compare LT, %_44, %528, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
        %530 = stablehlo.compare LT, %_44, %limit, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
        %531 = stablehlo.and %529, %530 : tensor<i1>
        %532 = stablehlo.not %_48 : tensor<2xi1>
        %533 = stablehlo.reduce(%532 init: %8) applies stablehlo.or across dimensions = [0] : (tensor<2xi1>, tensor<i1>) -> tensor<i1>
        %534 = stablehlo.and %531, %533 : tensor<i1>
        %535 = stablehlo.reduce(%_55 init: %8) applies stablehlo.or across dimensions = [0] : (tensor<2xi1>, tensor<i1>) -> tensor<i1>
        %536 = stablehlo.and %534, %535 : tensor<i1>
        stablehlo.return %536 : tensor<i1>
      } do {
        %537 = stablehlo.constant dense<1> : tensor<i32>
        %538 = stablehlo.add %_44, %537 : tensor<i32>
        %539 = stablehlo.not %_48 : tensor<2xi1>
        %540 = stablehlo.constant dense<-1> : tensor<2x4xi32>
        %541 = stablehlo.reshape %_47 : (tensor<2xi32>) -> tensor<2x1xi32>
        %542 = stablehlo.concatenate %541, %_54, dim = 1 : (tensor<2x1xi32>, tensor<2x3xi32>) -> tensor<2x4xi32>
        %543 = "stablehlo.gather"(%weights.embedding, %542) <{dimension_numbers = #stablehlo.gather<offset_dims = [2], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 2>, indices_are_sorted = false, slice_sizes = array<i64: 1, 8>}> : (tensor<11x8xbf16>, tensor<2x4xi32>) -> tensor<2x4x8xbf16>
        %544 = stablehlo.convert %543 : (tensor<2x4x8xbf16>) -> tensor<2x4x8xf32>
        %545 = stablehlo.iota dim = 0 : tensor<4xi32>
        %546 = stablehlo.broadcast_in_dim %545, dims = [0] : (tensor<4xi32>) -> tensor<4x4xi32>
        %547 = stablehlo.broadcast_in_dim %545, dims = [1] : (tensor<4xi32>) -> tensor<4x4xi32>
        %548 = stablehlo.compare GE, %546, %547, SIGNED : (tensor<4x4xi32>, tensor<4x4xi32>) -> tensor<4x4xi1>
        %549 = stablehlo.broadcast_in_dim %548, dims = [3, 4] : (tensor<4x4xi1>) -> tensor<2x2x2x4x4xi1>
        %550 = stablehlo.exponential %weights.layers.0.mixer.A_log : tensor<2x2xf32>
        %551 = stablehlo.negate %550 : tensor<2x2xf32>
        %552 = stablehlo.broadcast_in_dim %551, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x4x2x2xf32>
        %553 = stablehlo.constant dense<true> : tensor<2x4xi1>
        %554 = stablehlo.broadcast_in_dim %553, dims = [0, 1] : (tensor<2x4xi1>) -> tensor<2x4x2x2xi1>
        %555 = stablehlo.multiply %544, %544 : tensor<2x4x8xf32>
        %556 = stablehlo.constant dense<0.0> : tensor<f32>
        %557 = stablehlo.reduce(%555 init: %556) applies stablehlo.add across dimensions = [2] : (tensor<2x4x8xf32>, tensor<f32>) -> tensor<2x4xf32>
        %558 = stablehlo.constant dense<0.125> : tensor<2x4xf32>
        %559 = stablehlo.multiply %557, %558 : tensor<2x4xf32>
        %560 = stablehlo.constant dense<1.0e-05> : tensor<2x4xf32>
        %561 = stablehlo.add %559, %560 : tensor<2x4xf32>
        %562 = stablehlo.rsqrt %561 : tensor<2x4xf32>
        %563 = stablehlo.broadcast_in_dim %562, dims = [0, 1] : (tensor<2x4xf32>) -> tensor<2x4x8xf32>
        %564 = stablehlo.multiply %544, %563 : tensor<2x4x8xf32>
        %565 = stablehlo.broadcast_in_dim %weights.layers.0.norm, dims = [2] : (tensor<8xf32>) -> tensor<2x4x8xf32>
        %566 = stablehlo.multiply %564, %565 : tensor<2x4x8xf32>
        %567 = stablehlo.convert %566 : (tensor<2x4x8xf32>) -> tensor<2x4x8xbf16>
        %568 = stablehlo.dot_general %567, %weights.layers.0.mixer.in_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x4x8xbf16>, tensor<48x8xbf16>) -> tensor<2x4x48xf32>
        %569 = stablehlo.slice %568 [0:2, 0:4, 44:48] : (tensor<2x4x48xf32>) -> tensor<2x4x4xf32>
        %570 = stablehlo.reshape %569 : (tensor<2x4x4xf32>) -> tensor<2x4x2x2xf32>
        %571 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.dt_bias, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x4x2x2xf32>
        %572 = stablehlo.add %570, %571 : tensor<2x4x2x2xf32>
        %573 = stablehlo.constant dense<0.0> : tensor<2x4x2x2xf32>
        %574 = stablehlo.maximum %572, %573 : tensor<2x4x2x2xf32>
        %575 = stablehlo.abs %572 : tensor<2x4x2x2xf32>
        %576 = stablehlo.negate %575 : tensor<2x4x2x2xf32>
        %577 = stablehlo.exponential %576 : tensor<2x4x2x2xf32>
        %578 = stablehlo.log_plus_one %577 : tensor<2x4x2x2xf32>
        %579 = stablehlo.add %574, %578 : tensor<2x4x2x2xf32>
        %580 = stablehlo.constant dense<0.001> : tensor<2x4x2x2xf32>
        %581 = stablehlo.maximum %579, %580 : tensor<2x4x2x2xf32>
        %582 = stablehlo.constant dense<100.0> : tensor<2x4x2x2xf32>
        %583 = stablehlo.minimum %581, %582 : tensor<2x4x2x2xf32>
        %584 = stablehlo.select %554, %583, %573 : tensor<2x4x2x2xi1>, tensor<2x4x2x2xf32>
        %585 = stablehlo.optimization_barrier %584 : tensor<2x4x2x2xf32>
        %586 = stablehlo.multiply %552, %585 : tensor<2x4x2x2xf32>
        %587 = stablehlo.transpose %586, dims = [0, 2, 3, 1] : (tensor<2x4x2x2xf32>) -> tensor<2x2x2x4xf32>
        %588 = stablehlo.constant dense<-128.0> : tensor<2x2x2x4xf32>
        %589 = stablehlo.maximum %587, %588 : tensor<2x2x2x4xf32>
        %590 = stablehlo.constant dense<32768.0> : tensor<2x2x2x4xf32>
        %591 = stablehlo.multiply %589, %590 : tensor<2x2x2x4xf32>
        %592 = stablehlo.floor %591 : tensor<2x2x2x4xf32>
        %593 = stablehlo.constant dense<3.0517578e-05> : tensor<2x2x2x4xf32>
        %594 = stablehlo.multiply %592, %593 : tensor<2x2x2x4xf32>
        %595 = stablehlo.compare LE, %546, %547, SIGNED : (tensor<4x4xi32>, tensor<4x4xi32>) -> tensor<4x4xi1>
        %596 = stablehlo.convert %595 : (tensor<4x4xi1>) -> tensor<4x4xf32>
        %597 = stablehlo.dot_general %594, %596, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4xf32>, tensor<4x4xf32>) -> tensor<2x2x2x4xf32>
        %598 = stablehlo.broadcast_in_dim %597, dims = [0, 1, 2, 3] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %599 = stablehlo.broadcast_in_dim %597, dims = [0, 1, 2, 4] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %600 = stablehlo.subtract %598, %599 : tensor<2x2x2x4x4xf32>
        %601 = stablehlo.subtract %589, %594 : tensor<2x2x2x4xf32>
        %602 = stablehlo.dot_general %601, %596, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4xf32>, tensor<4x4xf32>) -> tensor<2x2x2x4xf32>
        %603 = stablehlo.broadcast_in_dim %602, dims = [0, 1, 2, 3] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %604 = stablehlo.broadcast_in_dim %602, dims = [0, 1, 2, 4] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %605 = stablehlo.subtract %603, %604 : tensor<2x2x2x4x4xf32>
        %606 = stablehlo.add %600, %605 : tensor<2x2x2x4x4xf32>
        %607 = stablehlo.constant dense<0xFF800000> : tensor<2x2x2x4x4xf32>
        %608 = stablehlo.select %549, %606, %607 : tensor<2x2x2x4x4xi1>, tensor<2x2x2x4x4xf32>
        %609 = stablehlo.exponential %608 : tensor<2x2x2x4x4xf32>
        %610 = stablehlo.slice %568 [0:2, 0:4, 16:44] : (tensor<2x4x48xf32>) -> tensor<2x4x28xf32>
        %611 = stablehlo.concatenate %_58, %610, dim = 1 : (tensor<2x2x28xf32>, tensor<2x4x28xf32>) -> tensor<2x6x28xf32>
        %612 = stablehlo.slice %611 [0:2, 0:4, 0:28] : (tensor<2x6x28xf32>) -> tensor<2x4x28xf32>
        %613 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
        %614 = stablehlo.reshape %613 : (tensor<28x1xf32>) -> tensor<28xf32>
        %615 = stablehlo.broadcast_in_dim %614, dims = [2] : (tensor<28xf32>) -> tensor<2x4x28xf32>
        %616 = stablehlo.multiply %612, %615 : tensor<2x4x28xf32>
        %617 = stablehlo.slice %611 [0:2, 1:5, 0:28] : (tensor<2x6x28xf32>) -> tensor<2x4x28xf32>
        %618 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
        %619 = stablehlo.reshape %618 : (tensor<28x1xf32>) -> tensor<28xf32>
        %620 = stablehlo.broadcast_in_dim %619, dims = [2] : (tensor<28xf32>) -> tensor<2x4x28xf32>
        %621 = stablehlo.multiply %617, %620 : tensor<2x4x28xf32>
        %622 = stablehlo.add %616, %621 : tensor<2x4x28xf32>
        %623 = stablehlo.slice %611 [0:2, 2:6, 0:28] : (tensor<2x6x28xf32>) -> tensor<2x4x28xf32>
        %624 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
        %625 = stablehlo.reshape %624 : (tensor<28x1xf32>) -> tensor<28xf32>
        %626 = stablehlo.broadcast_in_dim %625, dims = [2] : (tensor<28xf32>) -> tensor<2x4x28xf32>
        %627 = stablehlo.multiply %623, %626 : tensor<2x4x28xf32>
        %628 = stablehlo.add %622, %627 : tensor<2x4x28xf32>
        %629 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.conv_bias, dims = [2] : (tensor<28xf32>) -> tensor<2x4x28xf32>
        %630 = stablehlo.add %628, %629 : tensor<2x4x28xf32>
        %631 = stablehlo.logistic %630 : tensor<2x4x28xf32>
        %632 = stablehlo.multiply %630, %631 : tensor<2x4x28xf32>
        %633 = stablehlo.optimization_barrier %632 : tensor<2x4x28xf32>
        %634 = stablehlo.slice %633 [0:2, 0:4, 22:28] : (tensor<2x4x28xf32>) -> tensor<2x4x6xf32>
        %635 = stablehlo.reshape %634 : (tensor<2x4x6xf32>) -> tensor<2x4x2x3xf32>
        %636 = stablehlo.transpose %635, dims = [0, 2, 1, 3] : (tensor<2x4x2x3xf32>) -> tensor<2x2x4x3xf32>
        %637 = stablehlo.slice %633 [0:2, 0:4, 16:22] : (tensor<2x4x28xf32>) -> tensor<2x4x6xf32>
        %638 = stablehlo.reshape %637 : (tensor<2x4x6xf32>) -> tensor<2x4x2x3xf32>
        %639 = stablehlo.dot_general %636, %638, batching_dims = [0, 1] x [0, 2], contracting_dims = [3] x [3], precision = [HIGHEST, HIGHEST] : (tensor<2x2x4x3xf32>, tensor<2x4x2x3xf32>) -> tensor<2x2x4x4xf32>
        %640 = stablehlo.broadcast_in_dim %639, dims = [0, 1, 3, 4] : (tensor<2x2x4x4xf32>) -> tensor<2x2x2x4x4xf32>
        %641 = stablehlo.multiply %609, %640 : tensor<2x2x2x4x4xf32>
        %642 = stablehlo.slice %633 [0:2, 0:4, 0:16] : (tensor<2x4x28xf32>) -> tensor<2x4x16xf32>
        %643 = stablehlo.reshape %642 : (tensor<2x4x16xf32>) -> tensor<2x4x2x2x4xf32>
        %644 = stablehlo.broadcast_in_dim %585, dims = [0, 1, 2, 3] : (tensor<2x4x2x2xf32>) -> tensor<2x4x2x2x4xf32>
        %645 = stablehlo.multiply %643, %644 : tensor<2x4x2x2x4xf32>
        %646 = stablehlo.dot_general %641, %645, batching_dims = [0, 1, 2] x [0, 2, 3], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4x4xf32>, tensor<2x4x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %647 = stablehlo.transpose %646, dims = [0, 3, 1, 2, 4] : (tensor<2x2x2x4x4xf32>) -> tensor<2x4x2x2x4xf32>
        %648 = stablehlo.dot_general %636, %_59, batching_dims = [0, 1] x [0, 1], contracting_dims = [3] x [4], precision = [HIGHEST, HIGHEST] : (tensor<2x2x4x3xf32>, tensor<2x2x2x4x3xf32>) -> tensor<2x2x4x2x4xf32>
        %649 = stablehlo.transpose %648, dims = [0, 2, 1, 3, 4] : (tensor<2x2x4x2x4xf32>) -> tensor<2x4x2x2x4xf32>
        %650 = stablehlo.dot_general %587, %596, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4xf32>, tensor<4x4xf32>) -> tensor<2x2x2x4xf32>
        %651 = stablehlo.exponential %650 : tensor<2x2x2x4xf32>
        %652 = stablehlo.broadcast_in_dim %651, dims = [0, 2, 3, 1] : (tensor<2x2x2x4xf32>) -> tensor<2x4x2x2x4xf32>
        %653 = stablehlo.multiply %649, %652 : tensor<2x4x2x2x4xf32>
        %654 = stablehlo.add %647, %653 : tensor<2x4x2x2x4xf32>
        %655 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.D, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x4x2x2x4xf32>
        %656 = stablehlo.multiply %655, %643 : tensor<2x4x2x2x4xf32>
        %657 = stablehlo.add %654, %656 : tensor<2x4x2x2x4xf32>
        %658 = stablehlo.slice %568 [0:2, 0:4, 0:16] : (tensor<2x4x48xf32>) -> tensor<2x4x16xf32>
        %659 = stablehlo.reshape %658 : (tensor<2x4x16xf32>) -> tensor<2x4x2x2x4xf32>
        %660 = stablehlo.logistic %659 : tensor<2x4x2x2x4xf32>
        %661 = stablehlo.multiply %659, %660 : tensor<2x4x2x2x4xf32>
        %662 = stablehlo.multiply %657, %661 : tensor<2x4x2x2x4xf32>
        %663 = stablehlo.multiply %662, %662 : tensor<2x4x2x2x4xf32>
        %664 = stablehlo.reduce(%663 init: %556) applies stablehlo.add across dimensions = [3, 4] : (tensor<2x4x2x2x4xf32>, tensor<f32>) -> tensor<2x4x2xf32>
        %665 = stablehlo.constant dense<0.125> : tensor<2x4x2xf32>
        %666 = stablehlo.multiply %664, %665 : tensor<2x4x2xf32>
        %667 = stablehlo.constant dense<1.0e-05> : tensor<2x4x2xf32>
        %668 = stablehlo.add %666, %667 : tensor<2x4x2xf32>
        %669 = stablehlo.rsqrt %668 : tensor<2x4x2xf32>
        %670 = stablehlo.broadcast_in_dim %669, dims = [0, 1, 2] : (tensor<2x4x2xf32>) -> tensor<2x4x2x2x4xf32>
        %671 = stablehlo.multiply %662, %670 : tensor<2x4x2x2x4xf32>
        %672 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.norm, dims = [2, 3, 4] : (tensor<2x2x4xf32>) -> tensor<2x4x2x2x4xf32>
        %673 = stablehlo.multiply %671, %672 : tensor<2x4x2x2x4xf32>
        %674 = stablehlo.reshape %673 : (tensor<2x4x2x2x4xf32>) -> tensor<2x4x16xf32>
        %675 = stablehlo.convert %674 : (tensor<2x4x16xf32>) -> tensor<2x4x16xbf16>
        %676 = stablehlo.dot_general %675, %weights.layers.0.mixer.out_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x4x16xbf16>, tensor<8x16xbf16>) -> tensor<2x4x8xf32>
        %677 = stablehlo.add %544, %676 : tensor<2x4x8xf32>
        %678 = stablehlo.exponential %weights.layers.1.mixer.A_log : tensor<2x2xf32>
        %679 = stablehlo.negate %678 : tensor<2x2xf32>
        %680 = stablehlo.broadcast_in_dim %679, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x4x2x2xf32>
        %681 = stablehlo.multiply %677, %677 : tensor<2x4x8xf32>
        %682 = stablehlo.reduce(%681 init: %556) applies stablehlo.add across dimensions = [2] : (tensor<2x4x8xf32>, tensor<f32>) -> tensor<2x4xf32>
        %683 = stablehlo.multiply %682, %558 : tensor<2x4xf32>
        %684 = stablehlo.add %683, %560 : tensor<2x4xf32>
        %685 = stablehlo.rsqrt %684 : tensor<2x4xf32>
        %686 = stablehlo.broadcast_in_dim %685, dims = [0, 1] : (tensor<2x4xf32>) -> tensor<2x4x8xf32>
        %687 = stablehlo.multiply %677, %686 : tensor<2x4x8xf32>
        %688 = stablehlo.broadcast_in_dim %weights.layers.1.norm, dims = [2] : (tensor<8xf32>) -> tensor<2x4x8xf32>
        %689 = stablehlo.multiply %687, %688 : tensor<2x4x8xf32>
        %690 = stablehlo.convert %689 : (tensor<2x4x8xf32>) -> tensor<2x4x8xbf16>
        %691 = stablehlo.dot_general %690, %weights.layers.1.mixer.in_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x4x8xbf16>, tensor<48x8xbf16>) -> tensor<2x4x48xf32>
        %692 = stablehlo.slice %691 [0:2, 0:4, 44:48] : (tensor<2x4x48xf32>) -> tensor<2x4x4xf32>
        %693 = stablehlo.reshape %692 : (tensor<2x4x4xf32>) -> tensor<2x4x2x2xf32>
        %694 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.dt_bias, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x4x2x2xf32>
        %695 = stablehlo.add %693, %694 : tensor<2x4x2x2xf32>
        %696 = stablehlo.maximum %695, %573 : tensor<2x4x2x2xf32>
        %697 = stablehlo.abs %695 : tensor<2x4x2x2xf32>
        %698 = stablehlo.negate %697 : tensor<2x4x2x2xf32>
        %699 = stablehlo.exponential %698 : tensor<2x4x2x2xf32>
        %700 = stablehlo.log_plus_one %699 : tensor<2x4x2x2xf32>
        %701 = stablehlo.add %696, %700 : tensor<2x4x2x2xf32>
        %702 = stablehlo.maximum %701, %580 : tensor<2x4x2x2xf32>
        %703 = stablehlo.minimum %702, %582 : tensor<2x4x2x2xf32>
        %704 = stablehlo.select %554, %703, %573 : tensor<2x4x2x2xi1>, tensor<2x4x2x2xf32>
        %705 = stablehlo.optimization_barrier %704 : tensor<2x4x2x2xf32>
        %706 = stablehlo.multiply %680, %705 : tensor<2x4x2x2xf32>
        %707 = stablehlo.transpose %706, dims = [0, 2, 3, 1] : (tensor<2x4x2x2xf32>) -> tensor<2x2x2x4xf32>
        %708 = stablehlo.maximum %707, %588 : tensor<2x2x2x4xf32>
        %709 = stablehlo.multiply %708, %590 : tensor<2x2x2x4xf32>
        %710 = stablehlo.floor %709 : tensor<2x2x2x4xf32>
        %711 = stablehlo.multiply %710, %593 : tensor<2x2x2x4xf32>
        %712 = stablehlo.dot_general %711, %596, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4xf32>, tensor<4x4xf32>) -> tensor<2x2x2x4xf32>
        %713 = stablehlo.broadcast_in_dim %712, dims = [0, 1, 2, 3] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %714 = stablehlo.broadcast_in_dim %712, dims = [0, 1, 2, 4] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %715 = stablehlo.subtract %713, %714 : tensor<2x2x2x4x4xf32>
        %716 = stablehlo.subtract %708, %711 : tensor<2x2x2x4xf32>
        %717 = stablehlo.dot_general %716, %596, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4xf32>, tensor<4x4xf32>) -> tensor<2x2x2x4xf32>
        %718 = stablehlo.broadcast_in_dim %717, dims = [0, 1, 2, 3] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %719 = stablehlo.broadcast_in_dim %717, dims = [0, 1, 2, 4] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %720 = stablehlo.subtract %718, %719 : tensor<2x2x2x4x4xf32>
        %721 = stablehlo.add %715, %720 : tensor<2x2x2x4x4xf32>
        %722 = stablehlo.select %549, %721, %607 : tensor<2x2x2x4x4xi1>, tensor<2x2x2x4x4xf32>
        %723 = stablehlo.exponential %722 : tensor<2x2x2x4x4xf32>
        %724 = stablehlo.slice %691 [0:2, 0:4, 16:44] : (tensor<2x4x48xf32>) -> tensor<2x4x28xf32>
        %725 = stablehlo.concatenate %_60, %724, dim = 1 : (tensor<2x2x28xf32>, tensor<2x4x28xf32>) -> tensor<2x6x28xf32>
        %726 = stablehlo.slice %725 [0:2, 0:4, 0:28] : (tensor<2x6x28xf32>) -> tensor<2x4x28xf32>
        %727 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
        %728 = stablehlo.reshape %727 : (tensor<28x1xf32>) -> tensor<28xf32>
        %729 = stablehlo.broadcast_in_dim %728, dims = [2] : (tensor<28xf32>) -> tensor<2x4x28xf32>
        %730 = stablehlo.multiply %726, %729 : tensor<2x4x28xf32>
        %731 = stablehlo.slice %725 [0:2, 1:5, 0:28] : (tensor<2x6x28xf32>) -> tensor<2x4x28xf32>
        %732 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
        %733 = stablehlo.reshape %732 : (tensor<28x1xf32>) -> tensor<28xf32>
        %734 = stablehlo.broadcast_in_dim %733, dims = [2] : (tensor<28xf32>) -> tensor<2x4x28xf32>
        %735 = stablehlo.multiply %731, %734 : tensor<2x4x28xf32>
        %736 = stablehlo.add %730, %735 : tensor<2x4x28xf32>
        %737 = stablehlo.slice %725 [0:2, 2:6, 0:28] : (tensor<2x6x28xf32>) -> tensor<2x4x28xf32>
        %738 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
        %739 = stablehlo.reshape %738 : (tensor<28x1xf32>) -> tensor<28xf32>
        %740 = stablehlo.broadcast_in_dim %739, dims = [2] : (tensor<28xf32>) -> tensor<2x4x28xf32>
        %741 = stablehlo.multiply %737, %740 : tensor<2x4x28xf32>
        %742 = stablehlo.add %736, %741 : tensor<2x4x28xf32>
        %743 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.conv_bias, dims = [2] : (tensor<28xf32>) -> tensor<2x4x28xf32>
        %744 = stablehlo.add %742, %743 : tensor<2x4x28xf32>
        %745 = stablehlo.logistic %744 : tensor<2x4x28xf32>
        %746 = stablehlo.multiply %744, %745 : tensor<2x4x28xf32>
        %747 = stablehlo.optimization_barrier %746 : tensor<2x4x28xf32>
        %748 = stablehlo.slice %747 [0:2, 0:4, 22:28] : (tensor<2x4x28xf32>) -> tensor<2x4x6xf32>
        %749 = stablehlo.reshape %748 : (tensor<2x4x6xf32>) -> tensor<2x4x2x3xf32>
        %750 = stablehlo.transpose %749, dims = [0, 2, 1, 3] : (tensor<2x4x2x3xf32>) -> tensor<2x2x4x3xf32>
        %751 = stablehlo.slice %747 [0:2, 0:4, 16:22] : (tensor<2x4x28xf32>) -> tensor<2x4x6xf32>
        %752 = stablehlo.reshape %751 : (tensor<2x4x6xf32>) -> tensor<2x4x2x3xf32>
        %753 = stablehlo.dot_general %750, %752, batching_dims = [0, 1] x [0, 2], contracting_dims = [3] x [3], precision = [HIGHEST, HIGHEST] : (tensor<2x2x4x3xf32>, tensor<2x4x2x3xf32>) -> tensor<2x2x4x4xf32>
        %754 = stablehlo.broadcast_in_dim %753, dims = [0, 1, 3, 4] : (tensor<2x2x4x4xf32>) -> tensor<2x2x2x4x4xf32>
        %755 = stablehlo.multiply %723, %754 : tensor<2x2x2x4x4xf32>
        %756 = stablehlo.slice %747 [0:2, 0:4, 0:16] : (tensor<2x4x28xf32>) -> tensor<2x4x16xf32>
        %757 = stablehlo.reshape %756 : (tensor<2x4x16xf32>) -> tensor<2x4x2x2x4xf32>
        %758 = stablehlo.broadcast_in_dim %705, dims = [0, 1, 2, 3] : (tensor<2x4x2x2xf32>) -> tensor<2x4x2x2x4xf32>
        %759 = stablehlo.multiply %757, %758 : tensor<2x4x2x2x4xf32>
        %760 = stablehlo.dot_general %755, %759, batching_dims = [0, 1, 2] x [0, 2, 3], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4x4xf32>, tensor<2x4x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %761 = stablehlo.transpose %760, dims = [0, 3, 1, 2, 4] : (tensor<2x2x2x4x4xf32>) -> tensor<2x4x2x2x4xf32>
        %762 = stablehlo.dot_general %750, %_61, batching_dims = [0, 1] x [0, 1], contracting_dims = [3] x [4], precision = [HIGHEST, HIGHEST] : (tensor<2x2x4x3xf32>, tensor<2x2x2x4x3xf32>) -> tensor<2x2x4x2x4xf32>
        %763 = stablehlo.transpose %762, dims = [0, 2, 1, 3, 4] : (tensor<2x2x4x2x4xf32>) -> tensor<2x4x2x2x4xf32>
        %764 = stablehlo.dot_general %707, %596, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4xf32>, tensor<4x4xf32>) -> tensor<2x2x2x4xf32>
        %765 = stablehlo.exponential %764 : tensor<2x2x2x4xf32>
        %766 = stablehlo.broadcast_in_dim %765, dims = [0, 2, 3, 1] : (tensor<2x2x2x4xf32>) -> tensor<2x4x2x2x4xf32>
        %767 = stablehlo.multiply %763, %766 : tensor<2x4x2x2x4xf32>
        %768 = stablehlo.add %761, %767 : tensor<2x4x2x2x4xf32>
        %769 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.D, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x4x2x2x4xf32>
        %770 = stablehlo.multiply %769, %757 : tensor<2x4x2x2x4xf32>
        %771 = stablehlo.add %768, %770 : tensor<2x4x2x2x4xf32>
        %772 = stablehlo.slice %691 [0:2, 0:4, 0:16] : (tensor<2x4x48xf32>) -> tensor<2x4x16xf32>
        %773 = stablehlo.reshape %772 : (tensor<2x4x16xf32>) -> tensor<2x4x2x2x4xf32>
        %774 = stablehlo.logistic %773 : tensor<2x4x2x2x4xf32>
        %775 = stablehlo.multiply %773, %774 : tensor<2x4x2x2x4xf32>
        %776 = stablehlo.multiply %771, %775 : tensor<2x4x2x2x4xf32>
        %777 = stablehlo.multiply %776, %776 : tensor<2x4x2x2x4xf32>
        %778 = stablehlo.reduce(%777 init: %556) applies stablehlo.add across dimensions = [3, 4] : (tensor<2x4x2x2x4xf32>, tensor<f32>) -> tensor<2x4x2xf32>
        %779 = stablehlo.multiply %778, %665 : tensor<2x4x2xf32>
        %780 = stablehlo.add %779, %667 : tensor<2x4x2xf32>
        %781 = stablehlo.rsqrt %780 : tensor<2x4x2xf32>
        %782 = stablehlo.broadcast_in_dim %781, dims = [0, 1, 2] : (tensor<2x4x2xf32>) -> tensor<2x4x2x2x4xf32>
        %783 = stablehlo.multiply %776, %782 : tensor<2x4x2x2x4xf32>
        %784 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.norm, dims = [2, 3, 4] : (tensor<2x2x4xf32>) -> tensor<2x4x2x2x4xf32>
        %785 = stablehlo.multiply %783, %784 : tensor<2x4x2x2x4xf32>
        %786 = stablehlo.reshape %785 : (tensor<2x4x2x2x4xf32>) -> tensor<2x4x16xf32>
        %787 = stablehlo.convert %786 : (tensor<2x4x16xf32>) -> tensor<2x4x16xbf16>
        %788 = stablehlo.dot_general %787, %weights.layers.1.mixer.out_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x4x16xbf16>, tensor<8x16xbf16>) -> tensor<2x4x8xf32>
        %789 = stablehlo.add %677, %788 : tensor<2x4x8xf32>
        %790 = stablehlo.multiply %789, %789 : tensor<2x4x8xf32>
        %791 = stablehlo.reduce(%790 init: %556) applies stablehlo.add across dimensions = [2] : (tensor<2x4x8xf32>, tensor<f32>) -> tensor<2x4xf32>
        %792 = stablehlo.multiply %791, %558 : tensor<2x4xf32>
        %793 = stablehlo.add %792, %560 : tensor<2x4xf32>
        %794 = stablehlo.rsqrt %793 : tensor<2x4xf32>
        %795 = stablehlo.broadcast_in_dim %794, dims = [0, 1] : (tensor<2x4xf32>) -> tensor<2x4x8xf32>
        %796 = stablehlo.multiply %789, %795 : tensor<2x4x8xf32>
        %797 = stablehlo.broadcast_in_dim %weights.norm_f, dims = [2] : (tensor<8xf32>) -> tensor<2x4x8xf32>
        %798 = stablehlo.multiply %796, %797 : tensor<2x4x8xf32>
        %799 = stablehlo.convert %798 : (tensor<2x4x8xf32>) -> tensor<2x4x8xbf16>
        %800 = stablehlo.dot_general %799, %weights.embedding, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x4x8xbf16>, tensor<11x8xbf16>) -> tensor<2x4x11xf32>
        %801 = stablehlo.constant dense<-1> : tensor<i32>
        %802 = stablehlo.pad %_54, %801, low = [0, 0], high = [0, 1], interior = [0, 0] : (tensor<2x3xi32>, tensor<i32>) -> tensor<2x4xi32>
        %803:6 = stablehlo.while(%_62 = %0, %_63 = %539, %_64 = %540, %_65 = %_47, %_66 = %_48, %_67 = %_49) : tensor<i32>, tensor<2xi1>, tensor<2x4xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>
        cond {
          %804 = stablehlo.constant dense<4> : tensor<i32>
          %805 = stablehlo.compare LT, %_62, %804, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
          %806 = stablehlo.reduce(%_63 init: %8) applies stablehlo.or across dimensions = [0] : (tensor<2xi1>, tensor<i1>) -> tensor<i1>
          %807 = stablehlo.and %805, %806 : tensor<i1>
          stablehlo.return %807 : tensor<i1>
        } do {
          %808 = stablehlo.constant dense<1> : tensor<i32>
          %809 = stablehlo.add %_62, %808 : tensor<i32>
          %810 = stablehlo.not %_63 : tensor<2xi1>
          %811 = stablehlo.dynamic_slice %800, %0, %_62, %0, sizes = [2, 1, 11] : (tensor<2x4x11xf32>, tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<2x1x11xf32>
          %812 = stablehlo.reshape %811 : (tensor<2x1x11xf32>) -> tensor<2x11xf32>
          %813 = stablehlo.constant dense<0xFF800000> : tensor<f32>
          %814 = stablehlo.reduce(%812 init: %813) applies stablehlo.maximum across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
          %815 = stablehlo.abs %814 : tensor<2xf32>
          %816 = stablehlo.constant dense<0x7F800000> : tensor<2xf32>
          %817 = stablehlo.compare LT, %815, %816, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
          %818 = stablehlo.compare NE, %812, %812, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
          %819 = stablehlo.constant dense<-1> : tensor<2x11xi32>
          %820 = stablehlo.broadcast_in_dim %814, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
          %821 = stablehlo.compare EQ, %812, %820, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
          %822 = stablehlo.iota dim = 0 : tensor<11xi32>
          %823 = stablehlo.broadcast_in_dim %822, dims = [1] : (tensor<11xi32>) -> tensor<2x11xi32>
          %824 = stablehlo.constant dense<11> : tensor<2x11xi32>
          %825 = stablehlo.select %821, %823, %824 : tensor<2x11xi1>, tensor<2x11xi32>
          %826 = stablehlo.select %818, %819, %825 : tensor<2x11xi1>, tensor<2x11xi32>
          %827 = stablehlo.constant dense<2147483647> : tensor<i32>
          %828 = stablehlo.reduce(%826 init: %827) applies stablehlo.minimum across dimensions = [1] : (tensor<2x11xi32>, tensor<i32>) -> tensor<2xi32>
          %829 = stablehlo.compare LT, %828, %2, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
          %830 = stablehlo.constant dense<11> : tensor<2xi32>
          %831 = stablehlo.select %829, %830, %828 : tensor<2xi1>, tensor<2xi32>
          %832 = stablehlo.select %817, %831, %830 : tensor<2xi1>, tensor<2xi32>
          %833 = stablehlo.broadcast_in_dim %832, dims = [0] : (tensor<2xi32>) -> tensor<2x1xi32>
          %834 = stablehlo.compare EQ, %833, %orders.stop_ids, SIGNED : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x1xi1>
          %835 = stablehlo.reduce(%834 init: %8) applies stablehlo.or across dimensions = [1] : (tensor<2x1xi1>, tensor<i1>) -> tensor<2xi1>
          %836 = stablehlo.constant dense<1> : tensor<2xi32>
          %837 = stablehlo.add %_67, %836 : tensor<2xi32>
          %838 = stablehlo.compare GE, %837, %orders.budget, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
          %839 = stablehlo.or %835, %838 : tensor<2xi1>
          %840 = stablehlo.compare GE, %832, %830, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
          %841 = stablehlo.or %839, %840 : tensor<2xi1>
          %842 = stablehlo.or %810, %841 : tensor<2xi1>
          %843 = stablehlo.select %_63, %842, %_66 : tensor<2xi1>, tensor<2xi1>
          %844 = stablehlo.not %843 : tensor<2xi1>
          %845 = stablehlo.and %_63, %844 : tensor<2xi1>
          %846 = stablehlo.select %810, %_65, %832 : tensor<2xi1>, tensor<2xi32>
          %847 = stablehlo.dynamic_slice %802, %0, %_62, sizes = [2, 1] : (tensor<2x4xi32>, tensor<i32>, tensor<i32>) -> tensor<2x1xi32>
          %848 = stablehlo.reshape %847 : (tensor<2x1xi32>) -> tensor<2xi32>
          %849 = stablehlo.compare EQ, %846, %848, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
          %850 = stablehlo.and %_55, %849 : tensor<2xi1>
          %851 = stablehlo.and %845, %850 : tensor<2xi1>
          %852 = stablehlo.constant dense<-1> : tensor<2xi32>
          %853 = stablehlo.select %_63, %846, %852 : tensor<2xi1>, tensor<2xi32>
          %854 = stablehlo.broadcast_in_dim %853, dims = [0] : (tensor<2xi32>) -> tensor<2x1xi32>
          %855 = stablehlo.dynamic_update_slice %_64, %854, %0, %_62 : (tensor<2x4xi32>, tensor<2x1xi32>, tensor<i32>, tensor<i32>) -> tensor<2x4xi32>
          %856 = stablehlo.select %810, %_67, %837 : tensor<2xi1>, tensor<2xi32>
          stablehlo.return %809, %851, %855, %846, %843, %856 : tensor<i32>, tensor<2xi1>, tensor<2x4xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>
        }
        %857 = stablehlo.slice %803#2 [0:1, 0:4] : (tensor<2x4xi32>) -> tensor<1x4xi32>
        %858 = stablehlo.slice %_46 [0:1] : (tensor<2xi32>) -> tensor<1xi32>
        %859 = stablehlo.reshape %858 : (tensor<1xi32>) -> tensor<i32>
        %860 = stablehlo.dynamic_update_slice %_45, %857, %0, %859 : (tensor<2x20xi32>, tensor<1x4xi32>, tensor<i32>, tensor<i32>) -> tensor<2x20xi32>
        %861 = stablehlo.slice %803#2 [1:2, 0:4] : (tensor<2x4xi32>) -> tensor<1x4xi32>
        %862 = stablehlo.slice %_46 [1:2] : (tensor<2xi32>) -> tensor<1xi32>
        %863 = stablehlo.reshape %862 : (tensor<1xi32>) -> tensor<i32>
        %864 = stablehlo.dynamic_update_slice %860, %861, %537, %863 : (tensor<2x20xi32>, tensor<1x4xi32>, tensor<i32>, tensor<i32>) -> tensor<2x20xi32>
        %865 = stablehlo.constant dense<0> : tensor<2x4xi32>
        %866 = stablehlo.compare GE, %803#2, %865, SIGNED : (tensor<2x4xi32>, tensor<2x4xi32>) -> tensor<2x4xi1>
        %867 = stablehlo.convert %866 : (tensor<2x4xi1>) -> tensor<2x4xi32>
        %868 = stablehlo.reduce(%867 init: %0) applies stablehlo.add across dimensions = [1] : (tensor<2x4xi32>, tensor<i32>) -> tensor<2xi32>
        %869 = stablehlo.add %_46, %868 : tensor<2xi32>
        %870 = stablehlo.slice %_51 [0:1] : (tensor<2xi32>) -> tensor<1xi32>
        %871 = stablehlo.reshape %870 : (tensor<1xi32>) -> tensor<i32>
        %872 = stablehlo.dynamic_update_slice %_50, %857, %0, %871 : (tensor<2x32xi32>, tensor<1x4xi32>, tensor<i32>, tensor<i32>) -> tensor<2x32xi32>
        %873 = stablehlo.slice %_51 [1:2] : (tensor<2xi32>) -> tensor<1xi32>
        %874 = stablehlo.reshape %873 : (tensor<1xi32>) -> tensor<i32>
        %875 = stablehlo.dynamic_update_slice %872, %861, %537, %874 : (tensor<2x32xi32>, tensor<1x4xi32>, tensor<i32>, tensor<i32>) -> tensor<2x32xi32>
        %876 = stablehlo.add %_51, %868 : tensor<2xi32>
        %877 = stablehlo.reduce(%_55 init: %8) applies stablehlo.or across dimensions = [0] : (tensor<2xi1>, tensor<i1>) -> tensor<i1>
        %878 = stablehlo.reduce(%868 init: %0) applies stablehlo.add across dimensions = [0] : (tensor<2xi32>, tensor<i32>) -> tensor<i32>
        %879 = stablehlo.constant dense<20> : tensor<i32>
        %880 = stablehlo.multiply %878, %879 : tensor<i32>
        %881 = stablehlo.compare GT, %868, %2, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
        %882 = stablehlo.convert %881 : (tensor<2xi1>) -> tensor<2xi32>
        %883 = stablehlo.reduce(%882 init: %0) applies stablehlo.add across dimensions = [0] : (tensor<2xi32>, tensor<i32>) -> tensor<i32>
        %884 = stablehlo.maximum %883, %537 : tensor<i32>
        %885 = stablehlo.divide %880, %884 : tensor<i32>
        %886 = stablehlo.constant dense<80> : tensor<i32>
        %887 = stablehlo.subtract %885, %886 : tensor<i32>
        %888 = stablehlo.select %877, %887, %537 : tensor<i1>, tensor<i32>
        %889 = stablehlo.add %_53, %888 : tensor<i32>
        %890 = stablehlo.constant dense<120> : tensor<i32>
        %891 = stablehlo.minimum %889, %890 : tensor<i32>
        %892 = stablehlo.not %803#4 : tensor<2xi1>
        %893 = stablehlo.and %_52, %892 : tensor<2xi1>
        %894 = stablehlo.compare GE, %891, %0, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
        %895 = stablehlo.broadcast_in_dim %894, dims = [] : (tensor<i1>) -> tensor<2xi1>
        %896 = stablehlo.and %893, %895 : tensor<2xi1>
        %897 = stablehlo.reduce(%896 init: %8) applies stablehlo.or across dimensions = [0] : (tensor<2xi1>, tensor<i1>) -> tensor<i1>
        %898 = stablehlo.subtract %876, %12 : tensor<2xi32>
        %899 = stablehlo.reshape %898 : (tensor<2xi32>) -> tensor<2x1xi32>
        %900 = stablehlo.concatenate %11, %899, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
        %901 = "stablehlo.gather"(%875, %900) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 6>}> : (tensor<2x32xi32>, tensor<2x2xi32>) -> tensor<2x6xi32>
        %902 = stablehlo.constant dense<1> : tensor<2xi32>
        %903:4 = stablehlo.while(%_68 = %897, %_69 = %901, %_70 = %17, %_71 = %18) : tensor<i1>, tensor<2x6xi32>, tensor<2x3xi32>, tensor<2xi1>
        cond {
          stablehlo.return %_68 : tensor<i1>
        } do {
          %904 = stablehlo.slice %875 [0:2, 5:32] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %905 = stablehlo.slice %_69 [0:2, 5:6] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %906 = stablehlo.reshape %905 : (tensor<2x1xi32>) -> tensor<2xi32>
          %907 = stablehlo.broadcast_in_dim %906, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %908 = stablehlo.compare EQ, %904, %907, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %909 = stablehlo.convert %908 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %910 = stablehlo.slice %875 [0:2, 4:31] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %911 = stablehlo.slice %_69 [0:2, 4:5] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %912 = stablehlo.reshape %911 : (tensor<2x1xi32>) -> tensor<2xi32>
          %913 = stablehlo.broadcast_in_dim %912, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %914 = stablehlo.compare EQ, %910, %913, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %915 = stablehlo.and %908, %914 : tensor<2x27xi1>
          %916 = stablehlo.convert %915 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %917 = stablehlo.add %909, %916 : tensor<2x27xi32>
          %918 = stablehlo.slice %875 [0:2, 3:30] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %919 = stablehlo.slice %_69 [0:2, 3:4] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %920 = stablehlo.reshape %919 : (tensor<2x1xi32>) -> tensor<2xi32>
          %921 = stablehlo.broadcast_in_dim %920, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %922 = stablehlo.compare EQ, %918, %921, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %923 = stablehlo.and %915, %922 : tensor<2x27xi1>
          %924 = stablehlo.convert %923 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %925 = stablehlo.add %917, %924 : tensor<2x27xi32>
          %926 = stablehlo.slice %875 [0:2, 2:29] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %927 = stablehlo.slice %_69 [0:2, 2:3] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %928 = stablehlo.reshape %927 : (tensor<2x1xi32>) -> tensor<2xi32>
          %929 = stablehlo.broadcast_in_dim %928, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %930 = stablehlo.compare EQ, %926, %929, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %931 = stablehlo.and %923, %930 : tensor<2x27xi1>
          %932 = stablehlo.convert %931 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %933 = stablehlo.add %925, %932 : tensor<2x27xi32>
          %934 = stablehlo.slice %875 [0:2, 1:28] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %935 = stablehlo.slice %_69 [0:2, 1:2] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %936 = stablehlo.reshape %935 : (tensor<2x1xi32>) -> tensor<2xi32>
          %937 = stablehlo.broadcast_in_dim %936, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %938 = stablehlo.compare EQ, %934, %937, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %939 = stablehlo.and %931, %938 : tensor<2x27xi1>
          %940 = stablehlo.convert %939 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %941 = stablehlo.add %933, %940 : tensor<2x27xi32>
          %942 = stablehlo.slice %875 [0:2, 0:27] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %943 = stablehlo.slice %_69 [0:2, 0:1] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %944 = stablehlo.reshape %943 : (tensor<2x1xi32>) -> tensor<2xi32>
          %945 = stablehlo.broadcast_in_dim %944, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %946 = stablehlo.compare EQ, %942, %945, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %947 = stablehlo.and %939, %946 : tensor<2x27xi1>
          %948 = stablehlo.convert %947 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %949 = stablehlo.add %941, %948 : tensor<2x27xi32>
          %950 = stablehlo.constant dense<40> : tensor<i32>
          %951 = stablehlo.compare LT, %891, %950, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
          %952 = stablehlo.convert %951 : (tensor<i1>) -> tensor<i32>
          %953 = stablehlo.constant dense<2> : tensor<i32>
          %954 = stablehlo.add %952, %953 : tensor<i32>
          %955 = stablehlo.broadcast_in_dim %954, dims = [] : (tensor<i32>) -> tensor<2x27xi32>
          %956 = stablehlo.compare GE, %949, %955, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %957 = stablehlo.iota dim = 0 : tensor<27xi32>
          %958 = stablehlo.constant dense<5> : tensor<27xi32>
          %959 = stablehlo.add %957, %958 : tensor<27xi32>
          %960 = stablehlo.broadcast_in_dim %959, dims = [1] : (tensor<27xi32>) -> tensor<2x27xi32>
          %961 = stablehlo.subtract %876, %902 : tensor<2xi32>
          %962 = stablehlo.broadcast_in_dim %961, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %963 = stablehlo.compare LT, %960, %962, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %964 = stablehlo.and %956, %963 : tensor<2x27xi1>
          %965 = stablehlo.constant dense<32> : tensor<2x27xi32>
          %966 = stablehlo.multiply %949, %965 : tensor<2x27xi32>
          %967 = stablehlo.add %966, %960 : tensor<2x27xi32>
          %968 = stablehlo.constant dense<-1> : tensor<2x27xi32>
          %969 = stablehlo.select %964, %967, %968 : tensor<2x27xi1>, tensor<2x27xi32>
          %970 = stablehlo.constant dense<-2147483648> : tensor<i32>
          %971 = stablehlo.reduce(%969 init: %970) applies stablehlo.maximum across dimensions = [1] : (tensor<2x27xi32>, tensor<i32>) -> tensor<2xi32>
          %972 = stablehlo.compare GE, %971, %2, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
          %973 = stablehlo.and %972, %896 : tensor<2xi1>
          %974 = stablehlo.broadcast_in_dim %973, dims = [0] : (tensor<2xi1>) -> tensor<2x3xi1>
          %975 = stablehlo.iota dim = 0 : tensor<3xi32>
          %976 = stablehlo.broadcast_in_dim %975, dims = [2] : (tensor<3xi32>) -> tensor<2x3x3xi32>
          %977 = stablehlo.broadcast_in_dim %975, dims = [1] : (tensor<3xi32>) -> tensor<2x3xi32>
          %978 = stablehlo.maximum %971, %2 : tensor<2xi32>
          %979 = stablehlo.constant dense<32> : tensor<2xi32>
          %980 = stablehlo.remainder %978, %979 : tensor<2xi32>
          %981 = stablehlo.subtract %961, %980 : tensor<2xi32>
          %982 = stablehlo.maximum %981, %902 : tensor<2xi32>
          %983 = stablehlo.broadcast_in_dim %982, dims = [0] : (tensor<2xi32>) -> tensor<2x3xi32>
          %984 = stablehlo.remainder %977, %983 : tensor<2x3xi32>
          %985 = stablehlo.broadcast_in_dim %984, dims = [0, 1] : (tensor<2x3xi32>) -> tensor<2x3x3xi32>
          %986 = stablehlo.compare EQ, %976, %985, SIGNED : (tensor<2x3x3xi32>, tensor<2x3x3xi32>) -> tensor<2x3x3xi1>
          %987 = stablehlo.add %980, %902 : tensor<2xi32>
          %988 = stablehlo.reshape %987 : (tensor<2xi32>) -> tensor<2x1xi32>
          %989 = stablehlo.concatenate %11, %988, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
          %990 = "stablehlo.gather"(%875, %989) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 3>}> : (tensor<2x32xi32>, tensor<2x2xi32>) -> tensor<2x3xi32>
          %991 = stablehlo.broadcast_in_dim %990, dims = [0, 2] : (tensor<2x3xi32>) -> tensor<2x3x3xi32>
          %992 = stablehlo.constant dense<0> : tensor<2x3x3xi32>
          %993 = stablehlo.select %986, %991, %992 : tensor<2x3x3xi1>, tensor<2x3x3xi32>
          %994 = stablehlo.reduce(%993 init: %0) applies stablehlo.add across dimensions = [2] : (tensor<2x3x3xi32>, tensor<i32>) -> tensor<2x3xi32>
          %995 = stablehlo.select %974, %994, %17 : tensor<2x3xi1>, tensor<2x3xi32>
          stablehlo.return %8, %_69, %995, %973 : tensor<i1>, tensor<2x6xi32>, tensor<2x3xi32>, tensor<2xi1>
        }
        %996 = stablehlo.and %_55, %539 : tensor<2xi1>
        %997 = stablehlo.constant dense<3> : tensor<2xi32>
        %998 = stablehlo.convert %996 : (tensor<2xi1>) -> tensor<2xi32>
        %999 = stablehlo.select %996, %997, %998 : tensor<2xi1>, tensor<2xi32>
        %1000 = stablehlo.add %_56, %999 : tensor<2xi32>
        %1001 = stablehlo.subtract %868, %902 : tensor<2xi32>
        %1002 = stablehlo.maximum %1001, %2 : tensor<2xi32>
        %1003 = stablehlo.select %996, %1002, %2 : tensor<2xi1>, tensor<2xi32>
        %1004 = stablehlo.add %_57, %1003 : tensor<2xi32>
        %1005 = stablehlo.broadcast_in_dim %545, dims = [1] : (tensor<4xi32>) -> tensor<2x4xi32>
        %1006 = stablehlo.broadcast_in_dim %868, dims = [0] : (tensor<2xi32>) -> tensor<2x4xi32>
        %1007 = stablehlo.compare LT, %1005, %1006, SIGNED : (tensor<2x4xi32>, tensor<2x4xi32>) -> tensor<2x4xi1>
        %1008 = stablehlo.convert %1007 : (tensor<2x4xi1>) -> tensor<2x4xi32>
        %1009 = stablehlo.reduce(%1008 init: %0) applies stablehlo.add across dimensions = [1] : (tensor<2x4xi32>, tensor<i32>) -> tensor<2xi32>
        %1010 = stablehlo.reshape %1009 : (tensor<2xi32>) -> tensor<2x1xi32>
        %1011 = stablehlo.concatenate %11, %1010, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
        %1012 = "stablehlo.gather"(%611, %1011) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 2, 28>}> : (tensor<2x6x28xf32>, tensor<2x2xi32>) -> tensor<2x2x28xf32>
        %1013 = stablehlo.broadcast_in_dim %1007, dims = [0, 1] : (tensor<2x4xi1>) -> tensor<2x4x2x2xi1>
        %1014 = stablehlo.select %1013, %586, %573 : tensor<2x4x2x2xi1>, tensor<2x4x2x2xf32>
        %1015 = stablehlo.transpose %1014, dims = [0, 2, 3, 1] : (tensor<2x4x2x2xf32>) -> tensor<2x2x2x4xf32>
        %1016 = stablehlo.reduce(%1015 init: %556) applies stablehlo.add across dimensions = [3] : (tensor<2x2x2x4xf32>, tensor<f32>) -> tensor<2x2x2xf32>
        %1017 = stablehlo.exponential %1016 : tensor<2x2x2xf32>
        %1018 = stablehlo.broadcast_in_dim %1017, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4x3xf32>
        %1019 = stablehlo.multiply %1018, %_59 : tensor<2x2x2x4x3xf32>
        %1020 = stablehlo.broadcast_in_dim %1007, dims = [0, 1] : (tensor<2x4xi1>) -> tensor<2x4x2x2x4xi1>
        %1021 = stablehlo.constant dense<0.0> : tensor<2x4x2x2x4xf32>
        %1022 = stablehlo.select %1020, %645, %1021 : tensor<2x4x2x2x4xi1>, tensor<2x4x2x2x4xf32>
        %1023 = stablehlo.compare GT, %546, %547, SIGNED : (tensor<4x4xi32>, tensor<4x4xi32>) -> tensor<4x4xi1>
        %1024 = stablehlo.convert %1023 : (tensor<4x4xi1>) -> tensor<4x4xf32>
        %1025 = stablehlo.dot_general %1015, %1024, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4xf32>, tensor<4x4xf32>) -> tensor<2x2x2x4xf32>
        %1026 = stablehlo.exponential %1025 : tensor<2x2x2x4xf32>
        %1027 = stablehlo.broadcast_in_dim %1026, dims = [0, 2, 3, 1] : (tensor<2x2x2x4xf32>) -> tensor<2x4x2x2x4xf32>
        %1028 = stablehlo.multiply %1022, %1027 : tensor<2x4x2x2x4xf32>
        %1029 = stablehlo.transpose %1028, dims = [0, 2, 3, 4, 1] : (tensor<2x4x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %1030 = stablehlo.dot_general %1029, %638, batching_dims = [0, 1] x [0, 2], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4x4xf32>, tensor<2x4x2x3xf32>) -> tensor<2x2x2x4x3xf32>
        %1031 = stablehlo.add %1019, %1030 : tensor<2x2x2x4x3xf32>
        %1032 = "stablehlo.gather"(%725, %1011) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 2, 28>}> : (tensor<2x6x28xf32>, tensor<2x2xi32>) -> tensor<2x2x28xf32>
        %1033 = stablehlo.select %1013, %706, %573 : tensor<2x4x2x2xi1>, tensor<2x4x2x2xf32>
        %1034 = stablehlo.transpose %1033, dims = [0, 2, 3, 1] : (tensor<2x4x2x2xf32>) -> tensor<2x2x2x4xf32>
        %1035 = stablehlo.reduce(%1034 init: %556) applies stablehlo.add across dimensions = [3] : (tensor<2x2x2x4xf32>, tensor<f32>) -> tensor<2x2x2xf32>
        %1036 = stablehlo.exponential %1035 : tensor<2x2x2xf32>
        %1037 = stablehlo.broadcast_in_dim %1036, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4x3xf32>
        %1038 = stablehlo.multiply %1037, %_61 : tensor<2x2x2x4x3xf32>
        %1039 = stablehlo.select %1020, %759, %1021 : tensor<2x4x2x2x4xi1>, tensor<2x4x2x2x4xf32>
        %1040 = stablehlo.dot_general %1034, %1024, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4xf32>, tensor<4x4xf32>) -> tensor<2x2x2x4xf32>
        %1041 = stablehlo.exponential %1040 : tensor<2x2x2x4xf32>
        %1042 = stablehlo.broadcast_in_dim %1041, dims = [0, 2, 3, 1] : (tensor<2x2x2x4xf32>) -> tensor<2x4x2x2x4xf32>
        %1043 = stablehlo.multiply %1039, %1042 : tensor<2x4x2x2x4xf32>
        %1044 = stablehlo.transpose %1043, dims = [0, 2, 3, 4, 1] : (tensor<2x4x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %1045 = stablehlo.dot_general %1044, %752, batching_dims = [0, 1] x [0, 2], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4x4xf32>, tensor<2x4x2x3xf32>) -> tensor<2x2x2x4x3xf32>
        %1046 = stablehlo.add %1038, %1045 : tensor<2x2x2x4x3xf32>
        stablehlo.return %538, %864, %869, %803#3, %803#4, %803#5, %875, %876, %_52, %891, %903#2, %903#3, %1000, %1004, %1012, %1031, %1032, %1046 : tensor<i32>, tensor<2x20xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x32xi32>, tensor<2xi32>, tensor<2xi1>, tensor<i32>, tensor<2x3xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2xi32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
      }
      stablehlo.return %527#0, %527#1, %527#2, %527#3, %527#4, %527#5, %527#6, %527#7, %527#8, %527#9, %527#10, %527#11, %527#12, %527#13, %527#14, %527#15, %527#16, %527#17 : tensor<i32>, tensor<2x20xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x32xi32>, tensor<2xi32>, tensor<2xi1>, tensor<i32>, tensor<2x3xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2xi32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
    }
    %1047 = stablehlo.slice %113#1 [0:2, 0:16] : (tensor<2x20xi32>) -> tensor<2x16xi32>
    func.return %1047, %113#3, %113#4, %113#5, %113#6, %113#7, %113#8, %113#9, %113#14, %113#15, %113#16, %113#17, %113#0, %113#12, %113#13 : tensor<2x16xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x32xi32>, tensor<2xi32>, tensor<2xi1>, tensor<i32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<i32>, tensor<2xi32>, tensor<2xi32>
  }
}
