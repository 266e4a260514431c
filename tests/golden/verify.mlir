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
        %404 = stablehlo.add %_31, %132 : tensor<i32>
        %405 = stablehlo.constant dense<120> : tensor<i32>
        %406 = stablehlo.minimum %404, %405 : tensor<i32>
        %407 = stablehlo.not %395 : tensor<2xi1>
        %408 = stablehlo.and %_30, %407 : tensor<2xi1>
        %409 = stablehlo.compare GE, %406, %0, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
        %410 = stablehlo.broadcast_in_dim %409, dims = [] : (tensor<i1>) -> tensor<2xi1>
        %411 = stablehlo.and %408, %410 : tensor<2xi1>
        %412 = stablehlo.reduce(%411 init: %8) applies stablehlo.or across dimensions = [0] : (tensor<2xi1>, tensor<i1>) -> tensor<i1>
        %413 = stablehlo.subtract %403, %12 : tensor<2xi32>
        %414 = stablehlo.reshape %413 : (tensor<2xi32>) -> tensor<2x1xi32>
        %415 = stablehlo.concatenate %11, %414, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
        %416 = "stablehlo.gather"(%402, %415) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 6>}> : (tensor<2x32xi32>, tensor<2x2xi32>) -> tensor<2x6xi32>
        %417:4 = stablehlo.while(%_40 = %412, %_41 = %416, %_42 = %17, %_43 = %18) : tensor<i1>, tensor<2x6xi32>, tensor<2x3xi32>, tensor<2xi1>
        cond {
          stablehlo.return %_40 : tensor<i1>
        } do {
          %418 = stablehlo.slice %402 [0:2, 5:32] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %419 = stablehlo.slice %_41 [0:2, 5:6] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %420 = stablehlo.reshape %419 : (tensor<2x1xi32>) -> tensor<2xi32>
          %421 = stablehlo.broadcast_in_dim %420, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %422 = stablehlo.compare EQ, %418, %421, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %423 = stablehlo.convert %422 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %424 = stablehlo.slice %402 [0:2, 4:31] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %425 = stablehlo.slice %_41 [0:2, 4:5] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %426 = stablehlo.reshape %425 : (tensor<2x1xi32>) -> tensor<2xi32>
          %427 = stablehlo.broadcast_in_dim %426, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %428 = stablehlo.compare EQ, %424, %427, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %429 = stablehlo.and %422, %428 : tensor<2x27xi1>
          %430 = stablehlo.convert %429 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %431 = stablehlo.add %423, %430 : tensor<2x27xi32>
          %432 = stablehlo.slice %402 [0:2, 3:30] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %433 = stablehlo.slice %_41 [0:2, 3:4] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %434 = stablehlo.reshape %433 : (tensor<2x1xi32>) -> tensor<2xi32>
          %435 = stablehlo.broadcast_in_dim %434, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %436 = stablehlo.compare EQ, %432, %435, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %437 = stablehlo.and %429, %436 : tensor<2x27xi1>
          %438 = stablehlo.convert %437 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %439 = stablehlo.add %431, %438 : tensor<2x27xi32>
          %440 = stablehlo.slice %402 [0:2, 2:29] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %441 = stablehlo.slice %_41 [0:2, 2:3] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %442 = stablehlo.reshape %441 : (tensor<2x1xi32>) -> tensor<2xi32>
          %443 = stablehlo.broadcast_in_dim %442, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %444 = stablehlo.compare EQ, %440, %443, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %445 = stablehlo.and %437, %444 : tensor<2x27xi1>
          %446 = stablehlo.convert %445 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %447 = stablehlo.add %439, %446 : tensor<2x27xi32>
          %448 = stablehlo.slice %402 [0:2, 1:28] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %449 = stablehlo.slice %_41 [0:2, 1:2] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %450 = stablehlo.reshape %449 : (tensor<2x1xi32>) -> tensor<2xi32>
          %451 = stablehlo.broadcast_in_dim %450, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %452 = stablehlo.compare EQ, %448, %451, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %453 = stablehlo.and %445, %452 : tensor<2x27xi1>
          %454 = stablehlo.convert %453 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %455 = stablehlo.add %447, %454 : tensor<2x27xi32>
          %456 = stablehlo.slice %402 [0:2, 0:27] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %457 = stablehlo.slice %_41 [0:2, 0:1] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %458 = stablehlo.reshape %457 : (tensor<2x1xi32>) -> tensor<2xi32>
          %459 = stablehlo.broadcast_in_dim %458, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %460 = stablehlo.compare EQ, %456, %459, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %461 = stablehlo.and %453, %460 : tensor<2x27xi1>
          %462 = stablehlo.convert %461 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %463 = stablehlo.add %455, %462 : tensor<2x27xi32>
          %464 = stablehlo.constant dense<40> : tensor<i32>
          %465 = stablehlo.compare LT, %406, %464, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
          %466 = stablehlo.convert %465 : (tensor<i1>) -> tensor<i32>
          %467 = stablehlo.constant dense<2> : tensor<i32>
          %468 = stablehlo.add %466, %467 : tensor<i32>
          %469 = stablehlo.broadcast_in_dim %468, dims = [] : (tensor<i32>) -> tensor<2x27xi32>
          %470 = stablehlo.compare GE, %463, %469, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %471 = stablehlo.iota dim = 0 : tensor<27xi32>
          %472 = stablehlo.constant dense<5> : tensor<27xi32>
          %473 = stablehlo.add %471, %472 : tensor<27xi32>
          %474 = stablehlo.broadcast_in_dim %473, dims = [1] : (tensor<27xi32>) -> tensor<2x27xi32>
          %475 = stablehlo.subtract %403, %388 : tensor<2xi32>
          %476 = stablehlo.broadcast_in_dim %475, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %477 = stablehlo.compare LT, %474, %476, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %478 = stablehlo.and %470, %477 : tensor<2x27xi1>
          %479 = stablehlo.constant dense<32> : tensor<2x27xi32>
          %480 = stablehlo.multiply %463, %479 : tensor<2x27xi32>
          %481 = stablehlo.add %480, %474 : tensor<2x27xi32>
          %482 = stablehlo.constant dense<-1> : tensor<2x27xi32>
          %483 = stablehlo.select %478, %481, %482 : tensor<2x27xi1>, tensor<2x27xi32>
          %484 = stablehlo.constant dense<-2147483648> : tensor<i32>
          %485 = stablehlo.reduce(%483 init: %484) applies stablehlo.maximum across dimensions = [1] : (tensor<2x27xi32>, tensor<i32>) -> tensor<2xi32>
          %486 = stablehlo.compare GE, %485, %2, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
          %487 = stablehlo.and %486, %411 : tensor<2xi1>
          %488 = stablehlo.broadcast_in_dim %487, dims = [0] : (tensor<2xi1>) -> tensor<2x3xi1>
          %489 = stablehlo.iota dim = 0 : tensor<3xi32>
          %490 = stablehlo.broadcast_in_dim %489, dims = [2] : (tensor<3xi32>) -> tensor<2x3x3xi32>
          %491 = stablehlo.broadcast_in_dim %489, dims = [1] : (tensor<3xi32>) -> tensor<2x3xi32>
          %492 = stablehlo.maximum %485, %2 : tensor<2xi32>
          %493 = stablehlo.constant dense<32> : tensor<2xi32>
          %494 = stablehlo.remainder %492, %493 : tensor<2xi32>
          %495 = stablehlo.subtract %475, %494 : tensor<2xi32>
          %496 = stablehlo.maximum %495, %388 : tensor<2xi32>
          %497 = stablehlo.broadcast_in_dim %496, dims = [0] : (tensor<2xi32>) -> tensor<2x3xi32>
          %498 = stablehlo.remainder %491, %497 : tensor<2x3xi32>
          %499 = stablehlo.broadcast_in_dim %498, dims = [0, 1] : (tensor<2x3xi32>) -> tensor<2x3x3xi32>
          %500 = stablehlo.compare EQ, %490, %499, SIGNED : (tensor<2x3x3xi32>, tensor<2x3x3xi32>) -> tensor<2x3x3xi1>
          %501 = stablehlo.add %494, %388 : tensor<2xi32>
          %502 = stablehlo.reshape %501 : (tensor<2xi32>) -> tensor<2x1xi32>
          %503 = stablehlo.concatenate %11, %502, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
          %504 = "stablehlo.gather"(%402, %503) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 3>}> : (tensor<2x32xi32>, tensor<2x2xi32>) -> tensor<2x3xi32>
          %505 = stablehlo.broadcast_in_dim %504, dims = [0, 2] : (tensor<2x3xi32>) -> tensor<2x3x3xi32>
          %506 = stablehlo.constant dense<0> : tensor<2x3x3xi32>
          %507 = stablehlo.select %500, %505, %506 : tensor<2x3x3xi1>, tensor<2x3x3xi32>
          %508 = stablehlo.reduce(%507 init: %0) applies stablehlo.add across dimensions = [2] : (tensor<2x3x3xi32>, tensor<i32>) -> tensor<2x3xi32>
          %509 = stablehlo.select %488, %508, %17 : tensor<2x3xi1>, tensor<2x3xi32>
          stablehlo.return %8, %_41, %509, %487 : tensor<i1>, tensor<2x6xi32>, tensor<2x3xi32>, tensor<2xi1>
        }
        %510 = stablehlo.broadcast_in_dim %135, dims = [0] : (tensor<2xi1>) -> tensor<2x2x28xi1>
        %511 = stablehlo.slice %180 [0:2, 1:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x2x28xf32>
        %512 = stablehlo.select %510, %511, %_36 : tensor<2x2x28xi1>, tensor<2x2x28xf32>
        %513 = stablehlo.slice %276 [0:2, 1:3, 0:28] : (tensor<2x3x28xf32>) -> tensor<2x2x28xf32>
        %514 = stablehlo.select %510, %513, %_38 : tensor<2x2x28xi1>, tensor<2x2x28xf32>
        stablehlo.return %133, %379, %384, %367, %395, %396, %402, %403, %_30, %406, %417#2, %417#3, %_34, %_35, %512, %213, %514, %309 : tensor<i32>, tensor<2x20xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x32xi32>, tensor<2xi32>, tensor<2xi1>, tensor<i32>, tensor<2x3xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2xi32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
      }
      %515:18 = stablehlo.while(%_44 = %121#0, %_45 = %121#1, %_46 = %121#2, %_47 = %121#3, %_48 = %121#4, %_49 = %121#5, %_50 = %121#6, %_51 = %121#7, %_52 = %121#8, %_53 = %121#9, %_54 = %121#10, %_55 = %121#11, %_56 = %121#12, %_57 = %121#13, %_58 = %121#14, %_59 = %121#15, %_60 = %121#16, %_61 = %121#17) : tensor<i32>, tensor<2x20xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x32xi32>, tensor<2xi32>, tensor<2xi1>, tensor<i32>, tensor<2x3xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2xi32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
      cond {
        %516 = stablehlo.constant dense<4> : tensor<i32>
        %517 = stablehlo.compare LT, %_44, %516, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
        %518 = stablehlo.compare LT, %_44, %limit, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
        %519 = stablehlo.and %517, %518 : tensor<i1>
        %520 = stablehlo.not %_48 : tensor<2xi1>
        %521 = stablehlo.reduce(%520 init: %8) applies stablehlo.or across dimensions = [0] : (tensor<2xi1>, tensor<i1>) -> tensor<i1>
        %522 = stablehlo.and %519, %521 : tensor<i1>
        %523 = stablehlo.reduce(%_55 init: %8) applies stablehlo.or across dimensions = [0] : (tensor<2xi1>, tensor<i1>) -> tensor<i1>
        %524 = stablehlo.and %522, %523 : tensor<i1>
        stablehlo.return %524 : tensor<i1>
      } do {
        %525 = stablehlo.constant dense<1> : tensor<i32>
        %526 = stablehlo.add %_44, %525 : tensor<i32>
        %527 = stablehlo.not %_48 : tensor<2xi1>
        %528 = stablehlo.constant dense<-1> : tensor<2x4xi32>
        %529 = stablehlo.reshape %_47 : (tensor<2xi32>) -> tensor<2x1xi32>
        %530 = stablehlo.concatenate %529, %_54, dim = 1 : (tensor<2x1xi32>, tensor<2x3xi32>) -> tensor<2x4xi32>
        %531 = "stablehlo.gather"(%weights.embedding, %530) <{dimension_numbers = #stablehlo.gather<offset_dims = [2], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 2>, indices_are_sorted = false, slice_sizes = array<i64: 1, 8>}> : (tensor<11x8xbf16>, tensor<2x4xi32>) -> tensor<2x4x8xbf16>
        %532 = stablehlo.convert %531 : (tensor<2x4x8xbf16>) -> tensor<2x4x8xf32>
        %533 = stablehlo.iota dim = 0 : tensor<4xi32>
        %534 = stablehlo.broadcast_in_dim %533, dims = [0] : (tensor<4xi32>) -> tensor<4x4xi32>
        %535 = stablehlo.broadcast_in_dim %533, dims = [1] : (tensor<4xi32>) -> tensor<4x4xi32>
        %536 = stablehlo.compare GE, %534, %535, SIGNED : (tensor<4x4xi32>, tensor<4x4xi32>) -> tensor<4x4xi1>
        %537 = stablehlo.broadcast_in_dim %536, dims = [3, 4] : (tensor<4x4xi1>) -> tensor<2x2x2x4x4xi1>
        %538 = stablehlo.exponential %weights.layers.0.mixer.A_log : tensor<2x2xf32>
        %539 = stablehlo.negate %538 : tensor<2x2xf32>
        %540 = stablehlo.broadcast_in_dim %539, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x4x2x2xf32>
        %541 = stablehlo.constant dense<true> : tensor<2x4xi1>
        %542 = stablehlo.broadcast_in_dim %541, dims = [0, 1] : (tensor<2x4xi1>) -> tensor<2x4x2x2xi1>
        %543 = stablehlo.multiply %532, %532 : tensor<2x4x8xf32>
        %544 = stablehlo.constant dense<0.0> : tensor<f32>
        %545 = stablehlo.reduce(%543 init: %544) applies stablehlo.add across dimensions = [2] : (tensor<2x4x8xf32>, tensor<f32>) -> tensor<2x4xf32>
        %546 = stablehlo.constant dense<0.125> : tensor<2x4xf32>
        %547 = stablehlo.multiply %545, %546 : tensor<2x4xf32>
        %548 = stablehlo.constant dense<1.0e-05> : tensor<2x4xf32>
        %549 = stablehlo.add %547, %548 : tensor<2x4xf32>
        %550 = stablehlo.rsqrt %549 : tensor<2x4xf32>
        %551 = stablehlo.broadcast_in_dim %550, dims = [0, 1] : (tensor<2x4xf32>) -> tensor<2x4x8xf32>
        %552 = stablehlo.multiply %532, %551 : tensor<2x4x8xf32>
        %553 = stablehlo.broadcast_in_dim %weights.layers.0.norm, dims = [2] : (tensor<8xf32>) -> tensor<2x4x8xf32>
        %554 = stablehlo.multiply %552, %553 : tensor<2x4x8xf32>
        %555 = stablehlo.convert %554 : (tensor<2x4x8xf32>) -> tensor<2x4x8xbf16>
        %556 = stablehlo.dot_general %555, %weights.layers.0.mixer.in_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x4x8xbf16>, tensor<48x8xbf16>) -> tensor<2x4x48xf32>
        %557 = stablehlo.slice %556 [0:2, 0:4, 44:48] : (tensor<2x4x48xf32>) -> tensor<2x4x4xf32>
        %558 = stablehlo.reshape %557 : (tensor<2x4x4xf32>) -> tensor<2x4x2x2xf32>
        %559 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.dt_bias, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x4x2x2xf32>
        %560 = stablehlo.add %558, %559 : tensor<2x4x2x2xf32>
        %561 = stablehlo.constant dense<0.0> : tensor<2x4x2x2xf32>
        %562 = stablehlo.maximum %560, %561 : tensor<2x4x2x2xf32>
        %563 = stablehlo.abs %560 : tensor<2x4x2x2xf32>
        %564 = stablehlo.negate %563 : tensor<2x4x2x2xf32>
        %565 = stablehlo.exponential %564 : tensor<2x4x2x2xf32>
        %566 = stablehlo.log_plus_one %565 : tensor<2x4x2x2xf32>
        %567 = stablehlo.add %562, %566 : tensor<2x4x2x2xf32>
        %568 = stablehlo.constant dense<0.001> : tensor<2x4x2x2xf32>
        %569 = stablehlo.maximum %567, %568 : tensor<2x4x2x2xf32>
        %570 = stablehlo.constant dense<100.0> : tensor<2x4x2x2xf32>
        %571 = stablehlo.minimum %569, %570 : tensor<2x4x2x2xf32>
        %572 = stablehlo.select %542, %571, %561 : tensor<2x4x2x2xi1>, tensor<2x4x2x2xf32>
        %573 = stablehlo.optimization_barrier %572 : tensor<2x4x2x2xf32>
        %574 = stablehlo.multiply %540, %573 : tensor<2x4x2x2xf32>
        %575 = stablehlo.transpose %574, dims = [0, 2, 3, 1] : (tensor<2x4x2x2xf32>) -> tensor<2x2x2x4xf32>
        %576 = stablehlo.constant dense<-128.0> : tensor<2x2x2x4xf32>
        %577 = stablehlo.maximum %575, %576 : tensor<2x2x2x4xf32>
        %578 = stablehlo.constant dense<32768.0> : tensor<2x2x2x4xf32>
        %579 = stablehlo.multiply %577, %578 : tensor<2x2x2x4xf32>
        %580 = stablehlo.floor %579 : tensor<2x2x2x4xf32>
        %581 = stablehlo.constant dense<3.0517578e-05> : tensor<2x2x2x4xf32>
        %582 = stablehlo.multiply %580, %581 : tensor<2x2x2x4xf32>
        %583 = stablehlo.compare LE, %534, %535, SIGNED : (tensor<4x4xi32>, tensor<4x4xi32>) -> tensor<4x4xi1>
        %584 = stablehlo.convert %583 : (tensor<4x4xi1>) -> tensor<4x4xf32>
        %585 = stablehlo.dot_general %582, %584, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4xf32>, tensor<4x4xf32>) -> tensor<2x2x2x4xf32>
        %586 = stablehlo.broadcast_in_dim %585, dims = [0, 1, 2, 3] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %587 = stablehlo.broadcast_in_dim %585, dims = [0, 1, 2, 4] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %588 = stablehlo.subtract %586, %587 : tensor<2x2x2x4x4xf32>
        %589 = stablehlo.subtract %577, %582 : tensor<2x2x2x4xf32>
        %590 = stablehlo.dot_general %589, %584, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4xf32>, tensor<4x4xf32>) -> tensor<2x2x2x4xf32>
        %591 = stablehlo.broadcast_in_dim %590, dims = [0, 1, 2, 3] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %592 = stablehlo.broadcast_in_dim %590, dims = [0, 1, 2, 4] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %593 = stablehlo.subtract %591, %592 : tensor<2x2x2x4x4xf32>
        %594 = stablehlo.add %588, %593 : tensor<2x2x2x4x4xf32>
        %595 = stablehlo.constant dense<0xFF800000> : tensor<2x2x2x4x4xf32>
        %596 = stablehlo.select %537, %594, %595 : tensor<2x2x2x4x4xi1>, tensor<2x2x2x4x4xf32>
        %597 = stablehlo.exponential %596 : tensor<2x2x2x4x4xf32>
        %598 = stablehlo.slice %556 [0:2, 0:4, 16:44] : (tensor<2x4x48xf32>) -> tensor<2x4x28xf32>
        %599 = stablehlo.concatenate %_58, %598, dim = 1 : (tensor<2x2x28xf32>, tensor<2x4x28xf32>) -> tensor<2x6x28xf32>
        %600 = stablehlo.slice %599 [0:2, 0:4, 0:28] : (tensor<2x6x28xf32>) -> tensor<2x4x28xf32>
        %601 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
        %602 = stablehlo.reshape %601 : (tensor<28x1xf32>) -> tensor<28xf32>
        %603 = stablehlo.broadcast_in_dim %602, dims = [2] : (tensor<28xf32>) -> tensor<2x4x28xf32>
        %604 = stablehlo.multiply %600, %603 : tensor<2x4x28xf32>
        %605 = stablehlo.slice %599 [0:2, 1:5, 0:28] : (tensor<2x6x28xf32>) -> tensor<2x4x28xf32>
        %606 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
        %607 = stablehlo.reshape %606 : (tensor<28x1xf32>) -> tensor<28xf32>
        %608 = stablehlo.broadcast_in_dim %607, dims = [2] : (tensor<28xf32>) -> tensor<2x4x28xf32>
        %609 = stablehlo.multiply %605, %608 : tensor<2x4x28xf32>
        %610 = stablehlo.add %604, %609 : tensor<2x4x28xf32>
        %611 = stablehlo.slice %599 [0:2, 2:6, 0:28] : (tensor<2x6x28xf32>) -> tensor<2x4x28xf32>
        %612 = stablehlo.slice %weights.layers.0.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
        %613 = stablehlo.reshape %612 : (tensor<28x1xf32>) -> tensor<28xf32>
        %614 = stablehlo.broadcast_in_dim %613, dims = [2] : (tensor<28xf32>) -> tensor<2x4x28xf32>
        %615 = stablehlo.multiply %611, %614 : tensor<2x4x28xf32>
        %616 = stablehlo.add %610, %615 : tensor<2x4x28xf32>
        %617 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.conv_bias, dims = [2] : (tensor<28xf32>) -> tensor<2x4x28xf32>
        %618 = stablehlo.add %616, %617 : tensor<2x4x28xf32>
        %619 = stablehlo.logistic %618 : tensor<2x4x28xf32>
        %620 = stablehlo.multiply %618, %619 : tensor<2x4x28xf32>
        %621 = stablehlo.optimization_barrier %620 : tensor<2x4x28xf32>
        %622 = stablehlo.slice %621 [0:2, 0:4, 22:28] : (tensor<2x4x28xf32>) -> tensor<2x4x6xf32>
        %623 = stablehlo.reshape %622 : (tensor<2x4x6xf32>) -> tensor<2x4x2x3xf32>
        %624 = stablehlo.transpose %623, dims = [0, 2, 1, 3] : (tensor<2x4x2x3xf32>) -> tensor<2x2x4x3xf32>
        %625 = stablehlo.slice %621 [0:2, 0:4, 16:22] : (tensor<2x4x28xf32>) -> tensor<2x4x6xf32>
        %626 = stablehlo.reshape %625 : (tensor<2x4x6xf32>) -> tensor<2x4x2x3xf32>
        %627 = stablehlo.dot_general %624, %626, batching_dims = [0, 1] x [0, 2], contracting_dims = [3] x [3], precision = [HIGHEST, HIGHEST] : (tensor<2x2x4x3xf32>, tensor<2x4x2x3xf32>) -> tensor<2x2x4x4xf32>
        %628 = stablehlo.broadcast_in_dim %627, dims = [0, 1, 3, 4] : (tensor<2x2x4x4xf32>) -> tensor<2x2x2x4x4xf32>
        %629 = stablehlo.multiply %597, %628 : tensor<2x2x2x4x4xf32>
        %630 = stablehlo.slice %621 [0:2, 0:4, 0:16] : (tensor<2x4x28xf32>) -> tensor<2x4x16xf32>
        %631 = stablehlo.reshape %630 : (tensor<2x4x16xf32>) -> tensor<2x4x2x2x4xf32>
        %632 = stablehlo.broadcast_in_dim %573, dims = [0, 1, 2, 3] : (tensor<2x4x2x2xf32>) -> tensor<2x4x2x2x4xf32>
        %633 = stablehlo.multiply %631, %632 : tensor<2x4x2x2x4xf32>
        %634 = stablehlo.dot_general %629, %633, batching_dims = [0, 1, 2] x [0, 2, 3], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4x4xf32>, tensor<2x4x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %635 = stablehlo.transpose %634, dims = [0, 3, 1, 2, 4] : (tensor<2x2x2x4x4xf32>) -> tensor<2x4x2x2x4xf32>
        %636 = stablehlo.dot_general %624, %_59, batching_dims = [0, 1] x [0, 1], contracting_dims = [3] x [4], precision = [HIGHEST, HIGHEST] : (tensor<2x2x4x3xf32>, tensor<2x2x2x4x3xf32>) -> tensor<2x2x4x2x4xf32>
        %637 = stablehlo.transpose %636, dims = [0, 2, 1, 3, 4] : (tensor<2x2x4x2x4xf32>) -> tensor<2x4x2x2x4xf32>
        %638 = stablehlo.dot_general %575, %584, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4xf32>, tensor<4x4xf32>) -> tensor<2x2x2x4xf32>
        %639 = stablehlo.exponential %638 : tensor<2x2x2x4xf32>
        %640 = stablehlo.broadcast_in_dim %639, dims = [0, 2, 3, 1] : (tensor<2x2x2x4xf32>) -> tensor<2x4x2x2x4xf32>
        %641 = stablehlo.multiply %637, %640 : tensor<2x4x2x2x4xf32>
        %642 = stablehlo.add %635, %641 : tensor<2x4x2x2x4xf32>
        %643 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.D, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x4x2x2x4xf32>
        %644 = stablehlo.multiply %643, %631 : tensor<2x4x2x2x4xf32>
        %645 = stablehlo.add %642, %644 : tensor<2x4x2x2x4xf32>
        %646 = stablehlo.slice %556 [0:2, 0:4, 0:16] : (tensor<2x4x48xf32>) -> tensor<2x4x16xf32>
        %647 = stablehlo.reshape %646 : (tensor<2x4x16xf32>) -> tensor<2x4x2x2x4xf32>
        %648 = stablehlo.logistic %647 : tensor<2x4x2x2x4xf32>
        %649 = stablehlo.multiply %647, %648 : tensor<2x4x2x2x4xf32>
        %650 = stablehlo.multiply %645, %649 : tensor<2x4x2x2x4xf32>
        %651 = stablehlo.multiply %650, %650 : tensor<2x4x2x2x4xf32>
        %652 = stablehlo.reduce(%651 init: %544) applies stablehlo.add across dimensions = [3, 4] : (tensor<2x4x2x2x4xf32>, tensor<f32>) -> tensor<2x4x2xf32>
        %653 = stablehlo.constant dense<0.125> : tensor<2x4x2xf32>
        %654 = stablehlo.multiply %652, %653 : tensor<2x4x2xf32>
        %655 = stablehlo.constant dense<1.0e-05> : tensor<2x4x2xf32>
        %656 = stablehlo.add %654, %655 : tensor<2x4x2xf32>
        %657 = stablehlo.rsqrt %656 : tensor<2x4x2xf32>
        %658 = stablehlo.broadcast_in_dim %657, dims = [0, 1, 2] : (tensor<2x4x2xf32>) -> tensor<2x4x2x2x4xf32>
        %659 = stablehlo.multiply %650, %658 : tensor<2x4x2x2x4xf32>
        %660 = stablehlo.broadcast_in_dim %weights.layers.0.mixer.norm, dims = [2, 3, 4] : (tensor<2x2x4xf32>) -> tensor<2x4x2x2x4xf32>
        %661 = stablehlo.multiply %659, %660 : tensor<2x4x2x2x4xf32>
        %662 = stablehlo.reshape %661 : (tensor<2x4x2x2x4xf32>) -> tensor<2x4x16xf32>
        %663 = stablehlo.convert %662 : (tensor<2x4x16xf32>) -> tensor<2x4x16xbf16>
        %664 = stablehlo.dot_general %663, %weights.layers.0.mixer.out_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x4x16xbf16>, tensor<8x16xbf16>) -> tensor<2x4x8xf32>
        %665 = stablehlo.add %532, %664 : tensor<2x4x8xf32>
        %666 = stablehlo.exponential %weights.layers.1.mixer.A_log : tensor<2x2xf32>
        %667 = stablehlo.negate %666 : tensor<2x2xf32>
        %668 = stablehlo.broadcast_in_dim %667, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x4x2x2xf32>
        %669 = stablehlo.multiply %665, %665 : tensor<2x4x8xf32>
        %670 = stablehlo.reduce(%669 init: %544) applies stablehlo.add across dimensions = [2] : (tensor<2x4x8xf32>, tensor<f32>) -> tensor<2x4xf32>
        %671 = stablehlo.multiply %670, %546 : tensor<2x4xf32>
        %672 = stablehlo.add %671, %548 : tensor<2x4xf32>
        %673 = stablehlo.rsqrt %672 : tensor<2x4xf32>
        %674 = stablehlo.broadcast_in_dim %673, dims = [0, 1] : (tensor<2x4xf32>) -> tensor<2x4x8xf32>
        %675 = stablehlo.multiply %665, %674 : tensor<2x4x8xf32>
        %676 = stablehlo.broadcast_in_dim %weights.layers.1.norm, dims = [2] : (tensor<8xf32>) -> tensor<2x4x8xf32>
        %677 = stablehlo.multiply %675, %676 : tensor<2x4x8xf32>
        %678 = stablehlo.convert %677 : (tensor<2x4x8xf32>) -> tensor<2x4x8xbf16>
        %679 = stablehlo.dot_general %678, %weights.layers.1.mixer.in_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x4x8xbf16>, tensor<48x8xbf16>) -> tensor<2x4x48xf32>
        %680 = stablehlo.slice %679 [0:2, 0:4, 44:48] : (tensor<2x4x48xf32>) -> tensor<2x4x4xf32>
        %681 = stablehlo.reshape %680 : (tensor<2x4x4xf32>) -> tensor<2x4x2x2xf32>
        %682 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.dt_bias, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x4x2x2xf32>
        %683 = stablehlo.add %681, %682 : tensor<2x4x2x2xf32>
        %684 = stablehlo.maximum %683, %561 : tensor<2x4x2x2xf32>
        %685 = stablehlo.abs %683 : tensor<2x4x2x2xf32>
        %686 = stablehlo.negate %685 : tensor<2x4x2x2xf32>
        %687 = stablehlo.exponential %686 : tensor<2x4x2x2xf32>
        %688 = stablehlo.log_plus_one %687 : tensor<2x4x2x2xf32>
        %689 = stablehlo.add %684, %688 : tensor<2x4x2x2xf32>
        %690 = stablehlo.maximum %689, %568 : tensor<2x4x2x2xf32>
        %691 = stablehlo.minimum %690, %570 : tensor<2x4x2x2xf32>
        %692 = stablehlo.select %542, %691, %561 : tensor<2x4x2x2xi1>, tensor<2x4x2x2xf32>
        %693 = stablehlo.optimization_barrier %692 : tensor<2x4x2x2xf32>
        %694 = stablehlo.multiply %668, %693 : tensor<2x4x2x2xf32>
        %695 = stablehlo.transpose %694, dims = [0, 2, 3, 1] : (tensor<2x4x2x2xf32>) -> tensor<2x2x2x4xf32>
        %696 = stablehlo.maximum %695, %576 : tensor<2x2x2x4xf32>
        %697 = stablehlo.multiply %696, %578 : tensor<2x2x2x4xf32>
        %698 = stablehlo.floor %697 : tensor<2x2x2x4xf32>
        %699 = stablehlo.multiply %698, %581 : tensor<2x2x2x4xf32>
        %700 = stablehlo.dot_general %699, %584, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4xf32>, tensor<4x4xf32>) -> tensor<2x2x2x4xf32>
        %701 = stablehlo.broadcast_in_dim %700, dims = [0, 1, 2, 3] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %702 = stablehlo.broadcast_in_dim %700, dims = [0, 1, 2, 4] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %703 = stablehlo.subtract %701, %702 : tensor<2x2x2x4x4xf32>
        %704 = stablehlo.subtract %696, %699 : tensor<2x2x2x4xf32>
        %705 = stablehlo.dot_general %704, %584, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4xf32>, tensor<4x4xf32>) -> tensor<2x2x2x4xf32>
        %706 = stablehlo.broadcast_in_dim %705, dims = [0, 1, 2, 3] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %707 = stablehlo.broadcast_in_dim %705, dims = [0, 1, 2, 4] : (tensor<2x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %708 = stablehlo.subtract %706, %707 : tensor<2x2x2x4x4xf32>
        %709 = stablehlo.add %703, %708 : tensor<2x2x2x4x4xf32>
        %710 = stablehlo.select %537, %709, %595 : tensor<2x2x2x4x4xi1>, tensor<2x2x2x4x4xf32>
        %711 = stablehlo.exponential %710 : tensor<2x2x2x4x4xf32>
        %712 = stablehlo.slice %679 [0:2, 0:4, 16:44] : (tensor<2x4x48xf32>) -> tensor<2x4x28xf32>
        %713 = stablehlo.concatenate %_60, %712, dim = 1 : (tensor<2x2x28xf32>, tensor<2x4x28xf32>) -> tensor<2x6x28xf32>
        %714 = stablehlo.slice %713 [0:2, 0:4, 0:28] : (tensor<2x6x28xf32>) -> tensor<2x4x28xf32>
        %715 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 0:1] : (tensor<28x3xf32>) -> tensor<28x1xf32>
        %716 = stablehlo.reshape %715 : (tensor<28x1xf32>) -> tensor<28xf32>
        %717 = stablehlo.broadcast_in_dim %716, dims = [2] : (tensor<28xf32>) -> tensor<2x4x28xf32>
        %718 = stablehlo.multiply %714, %717 : tensor<2x4x28xf32>
        %719 = stablehlo.slice %713 [0:2, 1:5, 0:28] : (tensor<2x6x28xf32>) -> tensor<2x4x28xf32>
        %720 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 1:2] : (tensor<28x3xf32>) -> tensor<28x1xf32>
        %721 = stablehlo.reshape %720 : (tensor<28x1xf32>) -> tensor<28xf32>
        %722 = stablehlo.broadcast_in_dim %721, dims = [2] : (tensor<28xf32>) -> tensor<2x4x28xf32>
        %723 = stablehlo.multiply %719, %722 : tensor<2x4x28xf32>
        %724 = stablehlo.add %718, %723 : tensor<2x4x28xf32>
        %725 = stablehlo.slice %713 [0:2, 2:6, 0:28] : (tensor<2x6x28xf32>) -> tensor<2x4x28xf32>
        %726 = stablehlo.slice %weights.layers.1.mixer.conv_weight [0:28, 2:3] : (tensor<28x3xf32>) -> tensor<28x1xf32>
        %727 = stablehlo.reshape %726 : (tensor<28x1xf32>) -> tensor<28xf32>
        %728 = stablehlo.broadcast_in_dim %727, dims = [2] : (tensor<28xf32>) -> tensor<2x4x28xf32>
        %729 = stablehlo.multiply %725, %728 : tensor<2x4x28xf32>
        %730 = stablehlo.add %724, %729 : tensor<2x4x28xf32>
        %731 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.conv_bias, dims = [2] : (tensor<28xf32>) -> tensor<2x4x28xf32>
        %732 = stablehlo.add %730, %731 : tensor<2x4x28xf32>
        %733 = stablehlo.logistic %732 : tensor<2x4x28xf32>
        %734 = stablehlo.multiply %732, %733 : tensor<2x4x28xf32>
        %735 = stablehlo.optimization_barrier %734 : tensor<2x4x28xf32>
        %736 = stablehlo.slice %735 [0:2, 0:4, 22:28] : (tensor<2x4x28xf32>) -> tensor<2x4x6xf32>
        %737 = stablehlo.reshape %736 : (tensor<2x4x6xf32>) -> tensor<2x4x2x3xf32>
        %738 = stablehlo.transpose %737, dims = [0, 2, 1, 3] : (tensor<2x4x2x3xf32>) -> tensor<2x2x4x3xf32>
        %739 = stablehlo.slice %735 [0:2, 0:4, 16:22] : (tensor<2x4x28xf32>) -> tensor<2x4x6xf32>
        %740 = stablehlo.reshape %739 : (tensor<2x4x6xf32>) -> tensor<2x4x2x3xf32>
        %741 = stablehlo.dot_general %738, %740, batching_dims = [0, 1] x [0, 2], contracting_dims = [3] x [3], precision = [HIGHEST, HIGHEST] : (tensor<2x2x4x3xf32>, tensor<2x4x2x3xf32>) -> tensor<2x2x4x4xf32>
        %742 = stablehlo.broadcast_in_dim %741, dims = [0, 1, 3, 4] : (tensor<2x2x4x4xf32>) -> tensor<2x2x2x4x4xf32>
        %743 = stablehlo.multiply %711, %742 : tensor<2x2x2x4x4xf32>
        %744 = stablehlo.slice %735 [0:2, 0:4, 0:16] : (tensor<2x4x28xf32>) -> tensor<2x4x16xf32>
        %745 = stablehlo.reshape %744 : (tensor<2x4x16xf32>) -> tensor<2x4x2x2x4xf32>
        %746 = stablehlo.broadcast_in_dim %693, dims = [0, 1, 2, 3] : (tensor<2x4x2x2xf32>) -> tensor<2x4x2x2x4xf32>
        %747 = stablehlo.multiply %745, %746 : tensor<2x4x2x2x4xf32>
        %748 = stablehlo.dot_general %743, %747, batching_dims = [0, 1, 2] x [0, 2, 3], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4x4xf32>, tensor<2x4x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %749 = stablehlo.transpose %748, dims = [0, 3, 1, 2, 4] : (tensor<2x2x2x4x4xf32>) -> tensor<2x4x2x2x4xf32>
        %750 = stablehlo.dot_general %738, %_61, batching_dims = [0, 1] x [0, 1], contracting_dims = [3] x [4], precision = [HIGHEST, HIGHEST] : (tensor<2x2x4x3xf32>, tensor<2x2x2x4x3xf32>) -> tensor<2x2x4x2x4xf32>
        %751 = stablehlo.transpose %750, dims = [0, 2, 1, 3, 4] : (tensor<2x2x4x2x4xf32>) -> tensor<2x4x2x2x4xf32>
        %752 = stablehlo.dot_general %695, %584, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4xf32>, tensor<4x4xf32>) -> tensor<2x2x2x4xf32>
        %753 = stablehlo.exponential %752 : tensor<2x2x2x4xf32>
        %754 = stablehlo.broadcast_in_dim %753, dims = [0, 2, 3, 1] : (tensor<2x2x2x4xf32>) -> tensor<2x4x2x2x4xf32>
        %755 = stablehlo.multiply %751, %754 : tensor<2x4x2x2x4xf32>
        %756 = stablehlo.add %749, %755 : tensor<2x4x2x2x4xf32>
        %757 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.D, dims = [2, 3] : (tensor<2x2xf32>) -> tensor<2x4x2x2x4xf32>
        %758 = stablehlo.multiply %757, %745 : tensor<2x4x2x2x4xf32>
        %759 = stablehlo.add %756, %758 : tensor<2x4x2x2x4xf32>
        %760 = stablehlo.slice %679 [0:2, 0:4, 0:16] : (tensor<2x4x48xf32>) -> tensor<2x4x16xf32>
        %761 = stablehlo.reshape %760 : (tensor<2x4x16xf32>) -> tensor<2x4x2x2x4xf32>
        %762 = stablehlo.logistic %761 : tensor<2x4x2x2x4xf32>
        %763 = stablehlo.multiply %761, %762 : tensor<2x4x2x2x4xf32>
        %764 = stablehlo.multiply %759, %763 : tensor<2x4x2x2x4xf32>
        %765 = stablehlo.multiply %764, %764 : tensor<2x4x2x2x4xf32>
        %766 = stablehlo.reduce(%765 init: %544) applies stablehlo.add across dimensions = [3, 4] : (tensor<2x4x2x2x4xf32>, tensor<f32>) -> tensor<2x4x2xf32>
        %767 = stablehlo.multiply %766, %653 : tensor<2x4x2xf32>
        %768 = stablehlo.add %767, %655 : tensor<2x4x2xf32>
        %769 = stablehlo.rsqrt %768 : tensor<2x4x2xf32>
        %770 = stablehlo.broadcast_in_dim %769, dims = [0, 1, 2] : (tensor<2x4x2xf32>) -> tensor<2x4x2x2x4xf32>
        %771 = stablehlo.multiply %764, %770 : tensor<2x4x2x2x4xf32>
        %772 = stablehlo.broadcast_in_dim %weights.layers.1.mixer.norm, dims = [2, 3, 4] : (tensor<2x2x4xf32>) -> tensor<2x4x2x2x4xf32>
        %773 = stablehlo.multiply %771, %772 : tensor<2x4x2x2x4xf32>
        %774 = stablehlo.reshape %773 : (tensor<2x4x2x2x4xf32>) -> tensor<2x4x16xf32>
        %775 = stablehlo.convert %774 : (tensor<2x4x16xf32>) -> tensor<2x4x16xbf16>
        %776 = stablehlo.dot_general %775, %weights.layers.1.mixer.out_proj, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x4x16xbf16>, tensor<8x16xbf16>) -> tensor<2x4x8xf32>
        %777 = stablehlo.add %665, %776 : tensor<2x4x8xf32>
        %778 = stablehlo.multiply %777, %777 : tensor<2x4x8xf32>
        %779 = stablehlo.reduce(%778 init: %544) applies stablehlo.add across dimensions = [2] : (tensor<2x4x8xf32>, tensor<f32>) -> tensor<2x4xf32>
        %780 = stablehlo.multiply %779, %546 : tensor<2x4xf32>
        %781 = stablehlo.add %780, %548 : tensor<2x4xf32>
        %782 = stablehlo.rsqrt %781 : tensor<2x4xf32>
        %783 = stablehlo.broadcast_in_dim %782, dims = [0, 1] : (tensor<2x4xf32>) -> tensor<2x4x8xf32>
        %784 = stablehlo.multiply %777, %783 : tensor<2x4x8xf32>
        %785 = stablehlo.broadcast_in_dim %weights.norm_f, dims = [2] : (tensor<8xf32>) -> tensor<2x4x8xf32>
        %786 = stablehlo.multiply %784, %785 : tensor<2x4x8xf32>
        %787 = stablehlo.convert %786 : (tensor<2x4x8xf32>) -> tensor<2x4x8xbf16>
        %788 = stablehlo.dot_general %787, %weights.embedding, contracting_dims = [2] x [1], precision = [DEFAULT, DEFAULT] : (tensor<2x4x8xbf16>, tensor<11x8xbf16>) -> tensor<2x4x11xf32>
        %789 = stablehlo.constant dense<-1> : tensor<i32>
        %790 = stablehlo.pad %_54, %789, low = [0, 0], high = [0, 1], interior = [0, 0] : (tensor<2x3xi32>, tensor<i32>) -> tensor<2x4xi32>
        %791:6 = stablehlo.while(%_62 = %0, %_63 = %527, %_64 = %528, %_65 = %_47, %_66 = %_48, %_67 = %_49) : tensor<i32>, tensor<2xi1>, tensor<2x4xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>
        cond {
          %792 = stablehlo.constant dense<4> : tensor<i32>
          %793 = stablehlo.compare LT, %_62, %792, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
          %794 = stablehlo.reduce(%_63 init: %8) applies stablehlo.or across dimensions = [0] : (tensor<2xi1>, tensor<i1>) -> tensor<i1>
          %795 = stablehlo.and %793, %794 : tensor<i1>
          stablehlo.return %795 : tensor<i1>
        } do {
          %796 = stablehlo.constant dense<1> : tensor<i32>
          %797 = stablehlo.add %_62, %796 : tensor<i32>
          %798 = stablehlo.not %_63 : tensor<2xi1>
          %799 = stablehlo.dynamic_slice %788, %0, %_62, %0, sizes = [2, 1, 11] : (tensor<2x4x11xf32>, tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<2x1x11xf32>
          %800 = stablehlo.reshape %799 : (tensor<2x1x11xf32>) -> tensor<2x11xf32>
          %801 = stablehlo.constant dense<0xFF800000> : tensor<f32>
          %802 = stablehlo.reduce(%800 init: %801) applies stablehlo.maximum across dimensions = [1] : (tensor<2x11xf32>, tensor<f32>) -> tensor<2xf32>
          %803 = stablehlo.abs %802 : tensor<2xf32>
          %804 = stablehlo.constant dense<0x7F800000> : tensor<2xf32>
          %805 = stablehlo.compare LT, %803, %804, FLOAT : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
          %806 = stablehlo.compare NE, %800, %800, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
          %807 = stablehlo.constant dense<-1> : tensor<2x11xi32>
          %808 = stablehlo.broadcast_in_dim %802, dims = [0] : (tensor<2xf32>) -> tensor<2x11xf32>
          %809 = stablehlo.compare EQ, %800, %808, FLOAT : (tensor<2x11xf32>, tensor<2x11xf32>) -> tensor<2x11xi1>
          %810 = stablehlo.iota dim = 0 : tensor<11xi32>
          %811 = stablehlo.broadcast_in_dim %810, dims = [1] : (tensor<11xi32>) -> tensor<2x11xi32>
          %812 = stablehlo.constant dense<11> : tensor<2x11xi32>
          %813 = stablehlo.select %809, %811, %812 : tensor<2x11xi1>, tensor<2x11xi32>
          %814 = stablehlo.select %806, %807, %813 : tensor<2x11xi1>, tensor<2x11xi32>
          %815 = stablehlo.constant dense<2147483647> : tensor<i32>
          %816 = stablehlo.reduce(%814 init: %815) applies stablehlo.minimum across dimensions = [1] : (tensor<2x11xi32>, tensor<i32>) -> tensor<2xi32>
          %817 = stablehlo.compare LT, %816, %2, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
          %818 = stablehlo.constant dense<11> : tensor<2xi32>
          %819 = stablehlo.select %817, %818, %816 : tensor<2xi1>, tensor<2xi32>
          %820 = stablehlo.select %805, %819, %818 : tensor<2xi1>, tensor<2xi32>
          %821 = stablehlo.broadcast_in_dim %820, dims = [0] : (tensor<2xi32>) -> tensor<2x1xi32>
          %822 = stablehlo.compare EQ, %821, %orders.stop_ids, SIGNED : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x1xi1>
          %823 = stablehlo.reduce(%822 init: %8) applies stablehlo.or across dimensions = [1] : (tensor<2x1xi1>, tensor<i1>) -> tensor<2xi1>
          %824 = stablehlo.constant dense<1> : tensor<2xi32>
          %825 = stablehlo.add %_67, %824 : tensor<2xi32>
          %826 = stablehlo.compare GE, %825, %orders.budget, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
          %827 = stablehlo.or %823, %826 : tensor<2xi1>
          %828 = stablehlo.compare GE, %820, %818, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
          %829 = stablehlo.or %827, %828 : tensor<2xi1>
          %830 = stablehlo.or %798, %829 : tensor<2xi1>
          %831 = stablehlo.select %_63, %830, %_66 : tensor<2xi1>, tensor<2xi1>
          %832 = stablehlo.not %831 : tensor<2xi1>
          %833 = stablehlo.and %_63, %832 : tensor<2xi1>
          %834 = stablehlo.select %798, %_65, %820 : tensor<2xi1>, tensor<2xi32>
          %835 = stablehlo.dynamic_slice %790, %0, %_62, sizes = [2, 1] : (tensor<2x4xi32>, tensor<i32>, tensor<i32>) -> tensor<2x1xi32>
          %836 = stablehlo.reshape %835 : (tensor<2x1xi32>) -> tensor<2xi32>
          %837 = stablehlo.compare EQ, %834, %836, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
          %838 = stablehlo.and %_55, %837 : tensor<2xi1>
          %839 = stablehlo.and %833, %838 : tensor<2xi1>
          %840 = stablehlo.constant dense<-1> : tensor<2xi32>
          %841 = stablehlo.select %_63, %834, %840 : tensor<2xi1>, tensor<2xi32>
          %842 = stablehlo.broadcast_in_dim %841, dims = [0] : (tensor<2xi32>) -> tensor<2x1xi32>
          %843 = stablehlo.dynamic_update_slice %_64, %842, %0, %_62 : (tensor<2x4xi32>, tensor<2x1xi32>, tensor<i32>, tensor<i32>) -> tensor<2x4xi32>
          %844 = stablehlo.select %798, %_67, %825 : tensor<2xi1>, tensor<2xi32>
          stablehlo.return %797, %839, %843, %834, %831, %844 : tensor<i32>, tensor<2xi1>, tensor<2x4xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>
        }
        %845 = stablehlo.slice %791#2 [0:1, 0:4] : (tensor<2x4xi32>) -> tensor<1x4xi32>
        %846 = stablehlo.slice %_46 [0:1] : (tensor<2xi32>) -> tensor<1xi32>
        %847 = stablehlo.reshape %846 : (tensor<1xi32>) -> tensor<i32>
        %848 = stablehlo.dynamic_update_slice %_45, %845, %0, %847 : (tensor<2x20xi32>, tensor<1x4xi32>, tensor<i32>, tensor<i32>) -> tensor<2x20xi32>
        %849 = stablehlo.slice %791#2 [1:2, 0:4] : (tensor<2x4xi32>) -> tensor<1x4xi32>
        %850 = stablehlo.slice %_46 [1:2] : (tensor<2xi32>) -> tensor<1xi32>
        %851 = stablehlo.reshape %850 : (tensor<1xi32>) -> tensor<i32>
        %852 = stablehlo.dynamic_update_slice %848, %849, %525, %851 : (tensor<2x20xi32>, tensor<1x4xi32>, tensor<i32>, tensor<i32>) -> tensor<2x20xi32>
        %853 = stablehlo.constant dense<0> : tensor<2x4xi32>
        %854 = stablehlo.compare GE, %791#2, %853, SIGNED : (tensor<2x4xi32>, tensor<2x4xi32>) -> tensor<2x4xi1>
        %855 = stablehlo.convert %854 : (tensor<2x4xi1>) -> tensor<2x4xi32>
        %856 = stablehlo.reduce(%855 init: %0) applies stablehlo.add across dimensions = [1] : (tensor<2x4xi32>, tensor<i32>) -> tensor<2xi32>
        %857 = stablehlo.add %_46, %856 : tensor<2xi32>
        %858 = stablehlo.slice %_51 [0:1] : (tensor<2xi32>) -> tensor<1xi32>
        %859 = stablehlo.reshape %858 : (tensor<1xi32>) -> tensor<i32>
        %860 = stablehlo.dynamic_update_slice %_50, %845, %0, %859 : (tensor<2x32xi32>, tensor<1x4xi32>, tensor<i32>, tensor<i32>) -> tensor<2x32xi32>
        %861 = stablehlo.slice %_51 [1:2] : (tensor<2xi32>) -> tensor<1xi32>
        %862 = stablehlo.reshape %861 : (tensor<1xi32>) -> tensor<i32>
        %863 = stablehlo.dynamic_update_slice %860, %849, %525, %862 : (tensor<2x32xi32>, tensor<1x4xi32>, tensor<i32>, tensor<i32>) -> tensor<2x32xi32>
        %864 = stablehlo.add %_51, %856 : tensor<2xi32>
        %865 = stablehlo.reduce(%856 init: %0) applies stablehlo.add across dimensions = [0] : (tensor<2xi32>, tensor<i32>) -> tensor<i32>
        %866 = stablehlo.constant dense<20> : tensor<i32>
        %867 = stablehlo.multiply %865, %866 : tensor<i32>
        %868 = stablehlo.compare GT, %856, %2, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
        %869 = stablehlo.convert %868 : (tensor<2xi1>) -> tensor<2xi32>
        %870 = stablehlo.reduce(%869 init: %0) applies stablehlo.add across dimensions = [0] : (tensor<2xi32>, tensor<i32>) -> tensor<i32>
        %871 = stablehlo.maximum %870, %525 : tensor<i32>
        %872 = stablehlo.divide %867, %871 : tensor<i32>
        %873 = stablehlo.add %_53, %872 : tensor<i32>
        %874 = stablehlo.constant dense<80> : tensor<i32>
        %875 = stablehlo.subtract %873, %874 : tensor<i32>
        %876 = stablehlo.constant dense<120> : tensor<i32>
        %877 = stablehlo.minimum %875, %876 : tensor<i32>
        %878 = stablehlo.not %791#4 : tensor<2xi1>
        %879 = stablehlo.and %_52, %878 : tensor<2xi1>
        %880 = stablehlo.compare GE, %877, %0, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
        %881 = stablehlo.broadcast_in_dim %880, dims = [] : (tensor<i1>) -> tensor<2xi1>
        %882 = stablehlo.and %879, %881 : tensor<2xi1>
        %883 = stablehlo.reduce(%882 init: %8) applies stablehlo.or across dimensions = [0] : (tensor<2xi1>, tensor<i1>) -> tensor<i1>
        %884 = stablehlo.subtract %864, %12 : tensor<2xi32>
        %885 = stablehlo.reshape %884 : (tensor<2xi32>) -> tensor<2x1xi32>
        %886 = stablehlo.concatenate %11, %885, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
        %887 = "stablehlo.gather"(%863, %886) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 6>}> : (tensor<2x32xi32>, tensor<2x2xi32>) -> tensor<2x6xi32>
        %888 = stablehlo.constant dense<1> : tensor<2xi32>
        %889:4 = stablehlo.while(%_68 = %883, %_69 = %887, %_70 = %17, %_71 = %18) : tensor<i1>, tensor<2x6xi32>, tensor<2x3xi32>, tensor<2xi1>
        cond {
          stablehlo.return %_68 : tensor<i1>
        } do {
          %890 = stablehlo.slice %863 [0:2, 5:32] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %891 = stablehlo.slice %_69 [0:2, 5:6] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %892 = stablehlo.reshape %891 : (tensor<2x1xi32>) -> tensor<2xi32>
          %893 = stablehlo.broadcast_in_dim %892, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %894 = stablehlo.compare EQ, %890, %893, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %895 = stablehlo.convert %894 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %896 = stablehlo.slice %863 [0:2, 4:31] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %897 = stablehlo.slice %_69 [0:2, 4:5] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %898 = stablehlo.reshape %897 : (tensor<2x1xi32>) -> tensor<2xi32>
          %899 = stablehlo.broadcast_in_dim %898, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %900 = stablehlo.compare EQ, %896, %899, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %901 = stablehlo.and %894, %900 : tensor<2x27xi1>
          %902 = stablehlo.convert %901 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %903 = stablehlo.add %895, %902 : tensor<2x27xi32>
          %904 = stablehlo.slice %863 [0:2, 3:30] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %905 = stablehlo.slice %_69 [0:2, 3:4] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %906 = stablehlo.reshape %905 : (tensor<2x1xi32>) -> tensor<2xi32>
          %907 = stablehlo.broadcast_in_dim %906, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %908 = stablehlo.compare EQ, %904, %907, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %909 = stablehlo.and %901, %908 : tensor<2x27xi1>
          %910 = stablehlo.convert %909 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %911 = stablehlo.add %903, %910 : tensor<2x27xi32>
          %912 = stablehlo.slice %863 [0:2, 2:29] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %913 = stablehlo.slice %_69 [0:2, 2:3] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %914 = stablehlo.reshape %913 : (tensor<2x1xi32>) -> tensor<2xi32>
          %915 = stablehlo.broadcast_in_dim %914, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %916 = stablehlo.compare EQ, %912, %915, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %917 = stablehlo.and %909, %916 : tensor<2x27xi1>
          %918 = stablehlo.convert %917 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %919 = stablehlo.add %911, %918 : tensor<2x27xi32>
          %920 = stablehlo.slice %863 [0:2, 1:28] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %921 = stablehlo.slice %_69 [0:2, 1:2] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %922 = stablehlo.reshape %921 : (tensor<2x1xi32>) -> tensor<2xi32>
          %923 = stablehlo.broadcast_in_dim %922, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %924 = stablehlo.compare EQ, %920, %923, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %925 = stablehlo.and %917, %924 : tensor<2x27xi1>
          %926 = stablehlo.convert %925 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %927 = stablehlo.add %919, %926 : tensor<2x27xi32>
          %928 = stablehlo.slice %863 [0:2, 0:27] : (tensor<2x32xi32>) -> tensor<2x27xi32>
          %929 = stablehlo.slice %_69 [0:2, 0:1] : (tensor<2x6xi32>) -> tensor<2x1xi32>
          %930 = stablehlo.reshape %929 : (tensor<2x1xi32>) -> tensor<2xi32>
          %931 = stablehlo.broadcast_in_dim %930, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %932 = stablehlo.compare EQ, %928, %931, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %933 = stablehlo.and %925, %932 : tensor<2x27xi1>
          %934 = stablehlo.convert %933 : (tensor<2x27xi1>) -> tensor<2x27xi32>
          %935 = stablehlo.add %927, %934 : tensor<2x27xi32>
          %936 = stablehlo.constant dense<40> : tensor<i32>
          %937 = stablehlo.compare LT, %877, %936, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
          %938 = stablehlo.convert %937 : (tensor<i1>) -> tensor<i32>
          %939 = stablehlo.constant dense<2> : tensor<i32>
          %940 = stablehlo.add %938, %939 : tensor<i32>
          %941 = stablehlo.broadcast_in_dim %940, dims = [] : (tensor<i32>) -> tensor<2x27xi32>
          %942 = stablehlo.compare GE, %935, %941, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %943 = stablehlo.iota dim = 0 : tensor<27xi32>
          %944 = stablehlo.constant dense<5> : tensor<27xi32>
          %945 = stablehlo.add %943, %944 : tensor<27xi32>
          %946 = stablehlo.broadcast_in_dim %945, dims = [1] : (tensor<27xi32>) -> tensor<2x27xi32>
          %947 = stablehlo.subtract %864, %888 : tensor<2xi32>
          %948 = stablehlo.broadcast_in_dim %947, dims = [0] : (tensor<2xi32>) -> tensor<2x27xi32>
          %949 = stablehlo.compare LT, %946, %948, SIGNED : (tensor<2x27xi32>, tensor<2x27xi32>) -> tensor<2x27xi1>
          %950 = stablehlo.and %942, %949 : tensor<2x27xi1>
          %951 = stablehlo.constant dense<32> : tensor<2x27xi32>
          %952 = stablehlo.multiply %935, %951 : tensor<2x27xi32>
          %953 = stablehlo.add %952, %946 : tensor<2x27xi32>
          %954 = stablehlo.constant dense<-1> : tensor<2x27xi32>
          %955 = stablehlo.select %950, %953, %954 : tensor<2x27xi1>, tensor<2x27xi32>
          %956 = stablehlo.constant dense<-2147483648> : tensor<i32>
          %957 = stablehlo.reduce(%955 init: %956) applies stablehlo.maximum across dimensions = [1] : (tensor<2x27xi32>, tensor<i32>) -> tensor<2xi32>
          %958 = stablehlo.compare GE, %957, %2, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
          %959 = stablehlo.and %958, %882 : tensor<2xi1>
          %960 = stablehlo.broadcast_in_dim %959, dims = [0] : (tensor<2xi1>) -> tensor<2x3xi1>
          %961 = stablehlo.iota dim = 0 : tensor<3xi32>
          %962 = stablehlo.broadcast_in_dim %961, dims = [2] : (tensor<3xi32>) -> tensor<2x3x3xi32>
          %963 = stablehlo.broadcast_in_dim %961, dims = [1] : (tensor<3xi32>) -> tensor<2x3xi32>
          %964 = stablehlo.maximum %957, %2 : tensor<2xi32>
          %965 = stablehlo.constant dense<32> : tensor<2xi32>
          %966 = stablehlo.remainder %964, %965 : tensor<2xi32>
          %967 = stablehlo.subtract %947, %966 : tensor<2xi32>
          %968 = stablehlo.maximum %967, %888 : tensor<2xi32>
          %969 = stablehlo.broadcast_in_dim %968, dims = [0] : (tensor<2xi32>) -> tensor<2x3xi32>
          %970 = stablehlo.remainder %963, %969 : tensor<2x3xi32>
          %971 = stablehlo.broadcast_in_dim %970, dims = [0, 1] : (tensor<2x3xi32>) -> tensor<2x3x3xi32>
          %972 = stablehlo.compare EQ, %962, %971, SIGNED : (tensor<2x3x3xi32>, tensor<2x3x3xi32>) -> tensor<2x3x3xi1>
          %973 = stablehlo.add %966, %888 : tensor<2xi32>
          %974 = stablehlo.reshape %973 : (tensor<2xi32>) -> tensor<2x1xi32>
          %975 = stablehlo.concatenate %11, %974, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
          %976 = "stablehlo.gather"(%863, %975) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 3>}> : (tensor<2x32xi32>, tensor<2x2xi32>) -> tensor<2x3xi32>
          %977 = stablehlo.broadcast_in_dim %976, dims = [0, 2] : (tensor<2x3xi32>) -> tensor<2x3x3xi32>
          %978 = stablehlo.constant dense<0> : tensor<2x3x3xi32>
          %979 = stablehlo.select %972, %977, %978 : tensor<2x3x3xi1>, tensor<2x3x3xi32>
          %980 = stablehlo.reduce(%979 init: %0) applies stablehlo.add across dimensions = [2] : (tensor<2x3x3xi32>, tensor<i32>) -> tensor<2x3xi32>
          %981 = stablehlo.select %960, %980, %17 : tensor<2x3xi1>, tensor<2x3xi32>
          stablehlo.return %8, %_69, %981, %959 : tensor<i1>, tensor<2x6xi32>, tensor<2x3xi32>, tensor<2xi1>
        }
        %982 = stablehlo.and %_55, %527 : tensor<2xi1>
        %983 = stablehlo.constant dense<3> : tensor<2xi32>
        %984 = stablehlo.convert %982 : (tensor<2xi1>) -> tensor<2xi32>
        %985 = stablehlo.select %982, %983, %984 : tensor<2xi1>, tensor<2xi32>
        %986 = stablehlo.add %_56, %985 : tensor<2xi32>
        %987 = stablehlo.subtract %856, %888 : tensor<2xi32>
        %988 = stablehlo.maximum %987, %2 : tensor<2xi32>
        %989 = stablehlo.select %982, %988, %2 : tensor<2xi1>, tensor<2xi32>
        %990 = stablehlo.add %_57, %989 : tensor<2xi32>
        %991 = stablehlo.broadcast_in_dim %533, dims = [1] : (tensor<4xi32>) -> tensor<2x4xi32>
        %992 = stablehlo.broadcast_in_dim %856, dims = [0] : (tensor<2xi32>) -> tensor<2x4xi32>
        %993 = stablehlo.compare LT, %991, %992, SIGNED : (tensor<2x4xi32>, tensor<2x4xi32>) -> tensor<2x4xi1>
        %994 = stablehlo.convert %993 : (tensor<2x4xi1>) -> tensor<2x4xi32>
        %995 = stablehlo.reduce(%994 init: %0) applies stablehlo.add across dimensions = [1] : (tensor<2x4xi32>, tensor<i32>) -> tensor<2xi32>
        %996 = stablehlo.reshape %995 : (tensor<2xi32>) -> tensor<2x1xi32>
        %997 = stablehlo.concatenate %11, %996, dim = 1 : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x2xi32>
        %998 = "stablehlo.gather"(%599, %997) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 2, 28>}> : (tensor<2x6x28xf32>, tensor<2x2xi32>) -> tensor<2x2x28xf32>
        %999 = stablehlo.broadcast_in_dim %993, dims = [0, 1] : (tensor<2x4xi1>) -> tensor<2x4x2x2xi1>
        %1000 = stablehlo.select %999, %574, %561 : tensor<2x4x2x2xi1>, tensor<2x4x2x2xf32>
        %1001 = stablehlo.transpose %1000, dims = [0, 2, 3, 1] : (tensor<2x4x2x2xf32>) -> tensor<2x2x2x4xf32>
        %1002 = stablehlo.reduce(%1001 init: %544) applies stablehlo.add across dimensions = [3] : (tensor<2x2x2x4xf32>, tensor<f32>) -> tensor<2x2x2xf32>
        %1003 = stablehlo.exponential %1002 : tensor<2x2x2xf32>
        %1004 = stablehlo.broadcast_in_dim %1003, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4x3xf32>
        %1005 = stablehlo.multiply %1004, %_59 : tensor<2x2x2x4x3xf32>
        %1006 = stablehlo.broadcast_in_dim %993, dims = [0, 1] : (tensor<2x4xi1>) -> tensor<2x4x2x2x4xi1>
        %1007 = stablehlo.constant dense<0.0> : tensor<2x4x2x2x4xf32>
        %1008 = stablehlo.select %1006, %633, %1007 : tensor<2x4x2x2x4xi1>, tensor<2x4x2x2x4xf32>
        %1009 = stablehlo.compare GT, %534, %535, SIGNED : (tensor<4x4xi32>, tensor<4x4xi32>) -> tensor<4x4xi1>
        %1010 = stablehlo.convert %1009 : (tensor<4x4xi1>) -> tensor<4x4xf32>
        %1011 = stablehlo.dot_general %1001, %1010, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4xf32>, tensor<4x4xf32>) -> tensor<2x2x2x4xf32>
        %1012 = stablehlo.exponential %1011 : tensor<2x2x2x4xf32>
        %1013 = stablehlo.broadcast_in_dim %1012, dims = [0, 2, 3, 1] : (tensor<2x2x2x4xf32>) -> tensor<2x4x2x2x4xf32>
        %1014 = stablehlo.multiply %1008, %1013 : tensor<2x4x2x2x4xf32>
        %1015 = stablehlo.transpose %1014, dims = [0, 2, 3, 4, 1] : (tensor<2x4x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %1016 = stablehlo.dot_general %1015, %626, batching_dims = [0, 1] x [0, 2], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4x4xf32>, tensor<2x4x2x3xf32>) -> tensor<2x2x2x4x3xf32>
        %1017 = stablehlo.add %1005, %1016 : tensor<2x2x2x4x3xf32>
        %1018 = "stablehlo.gather"(%713, %997) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 2, 28>}> : (tensor<2x6x28xf32>, tensor<2x2xi32>) -> tensor<2x2x28xf32>
        %1019 = stablehlo.select %999, %694, %561 : tensor<2x4x2x2xi1>, tensor<2x4x2x2xf32>
        %1020 = stablehlo.transpose %1019, dims = [0, 2, 3, 1] : (tensor<2x4x2x2xf32>) -> tensor<2x2x2x4xf32>
        %1021 = stablehlo.reduce(%1020 init: %544) applies stablehlo.add across dimensions = [3] : (tensor<2x2x2x4xf32>, tensor<f32>) -> tensor<2x2x2xf32>
        %1022 = stablehlo.exponential %1021 : tensor<2x2x2xf32>
        %1023 = stablehlo.broadcast_in_dim %1022, dims = [0, 1, 2] : (tensor<2x2x2xf32>) -> tensor<2x2x2x4x3xf32>
        %1024 = stablehlo.multiply %1023, %_61 : tensor<2x2x2x4x3xf32>
        %1025 = stablehlo.select %1006, %747, %1007 : tensor<2x4x2x2x4xi1>, tensor<2x4x2x2x4xf32>
        %1026 = stablehlo.dot_general %1020, %1010, contracting_dims = [3] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4xf32>, tensor<4x4xf32>) -> tensor<2x2x2x4xf32>
        %1027 = stablehlo.exponential %1026 : tensor<2x2x2x4xf32>
        %1028 = stablehlo.broadcast_in_dim %1027, dims = [0, 2, 3, 1] : (tensor<2x2x2x4xf32>) -> tensor<2x4x2x2x4xf32>
        %1029 = stablehlo.multiply %1025, %1028 : tensor<2x4x2x2x4xf32>
        %1030 = stablehlo.transpose %1029, dims = [0, 2, 3, 4, 1] : (tensor<2x4x2x2x4xf32>) -> tensor<2x2x2x4x4xf32>
        %1031 = stablehlo.dot_general %1030, %740, batching_dims = [0, 1] x [0, 2], contracting_dims = [4] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x2x2x4x4xf32>, tensor<2x4x2x3xf32>) -> tensor<2x2x2x4x3xf32>
        %1032 = stablehlo.add %1024, %1031 : tensor<2x2x2x4x3xf32>
        stablehlo.return %526, %852, %857, %791#3, %791#4, %791#5, %863, %864, %_52, %877, %889#2, %889#3, %986, %990, %998, %1017, %1018, %1032 : tensor<i32>, tensor<2x20xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x32xi32>, tensor<2xi32>, tensor<2xi1>, tensor<i32>, tensor<2x3xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2xi32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
      }
      stablehlo.return %515#0, %515#1, %515#2, %515#3, %515#4, %515#5, %515#6, %515#7, %515#8, %515#9, %515#10, %515#11, %515#12, %515#13, %515#14, %515#15, %515#16, %515#17 : tensor<i32>, tensor<2x20xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x32xi32>, tensor<2xi32>, tensor<2xi1>, tensor<i32>, tensor<2x3xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2xi32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>
    }
    %1033 = stablehlo.slice %113#1 [0:2, 0:16] : (tensor<2x20xi32>) -> tensor<2x16xi32>
    func.return %1033, %113#3, %113#4, %113#5, %113#6, %113#7, %113#8, %113#9, %113#14, %113#15, %113#16, %113#17, %113#0, %113#12, %113#13 : tensor<2x16xi32>, tensor<2xi32>, tensor<2xi1>, tensor<2xi32>, tensor<2x32xi32>, tensor<2xi32>, tensor<2xi1>, tensor<i32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<2x2x28xf32>, tensor<2x2x2x4x3xf32>, tensor<i32>, tensor<2xi32>, tensor<2xi32>
  }
}
