module @put_row {
  func.func public @main(
      %state.layers.0.conv: tensor<3x2x28xf32> {tf.aliasing_output = 0 : i32},
      %state.layers.0.ssm: tensor<3x2x2x4x3xf32> {tf.aliasing_output = 1 : i32},
      %state.layers.1.conv: tensor<3x2x28xf32> {tf.aliasing_output = 2 : i32},
      %state.layers.1.ssm: tensor<3x2x2x4x3xf32> {tf.aliasing_output = 3 : i32},
      %source.state.layers.0.conv: tensor<1x2x28xf32>,
      %source.state.layers.0.ssm: tensor<1x2x2x4x3xf32>,
      %source.state.layers.1.conv: tensor<1x2x28xf32>,
      %source.state.layers.1.ssm: tensor<1x2x2x4x3xf32>,
      %from: tensor<i32>,
      %to: tensor<i32>
  ) -> (tensor<3x2x28xf32>, tensor<3x2x2x4x3xf32>, tensor<3x2x28xf32>, tensor<3x2x2x4x3xf32>) {
    // result 0: state.layers.0.conv
    // result 1: state.layers.0.ssm
    // result 2: state.layers.1.conv
    // result 3: state.layers.1.ssm
    %0 = stablehlo.constant dense<0> : tensor<i32>
    %1 = stablehlo.dynamic_slice %source.state.layers.0.conv, %from, %0, %0, sizes = [1, 2, 28] : (tensor<1x2x28xf32>, tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<1x2x28xf32>
    %2 = stablehlo.reshape %1 : (tensor<1x2x28xf32>) -> tensor<2x28xf32>
    %3 = stablehlo.optimization_barrier %2 : tensor<2x28xf32>
    %4 = stablehlo.broadcast_in_dim %3, dims = [1, 2] : (tensor<2x28xf32>) -> tensor<1x2x28xf32>
    %5 = stablehlo.dynamic_update_slice %state.layers.0.conv, %4, %to, %0, %0 : (tensor<3x2x28xf32>, tensor<1x2x28xf32>, tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<3x2x28xf32>
    %6 = stablehlo.dynamic_slice %source.state.layers.0.ssm, %from, %0, %0, %0, %0, sizes = [1, 2, 2, 4, 3] : (tensor<1x2x2x4x3xf32>, tensor<i32>, tensor<i32>, tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<1x2x2x4x3xf32>
    %7 = stablehlo.reshape %6 : (tensor<1x2x2x4x3xf32>) -> tensor<2x2x4x3xf32>
    %8 = stablehlo.optimization_barrier %7 : tensor<2x2x4x3xf32>
    %9 = stablehlo.broadcast_in_dim %8, dims = [1, 2, 3, 4] : (tensor<2x2x4x3xf32>) -> tensor<1x2x2x4x3xf32>
    %10 = stablehlo.dynamic_update_slice %state.layers.0.ssm, %9, %to, %0, %0, %0, %0 : (tensor<3x2x2x4x3xf32>, tensor<1x2x2x4x3xf32>, tensor<i32>, tensor<i32>, tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<3x2x2x4x3xf32>
    %11 = stablehlo.dynamic_slice %source.state.layers.1.conv, %from, %0, %0, sizes = [1, 2, 28] : (tensor<1x2x28xf32>, tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<1x2x28xf32>
    %12 = stablehlo.reshape %11 : (tensor<1x2x28xf32>) -> tensor<2x28xf32>
    %13 = stablehlo.optimization_barrier %12 : tensor<2x28xf32>
    %14 = stablehlo.broadcast_in_dim %13, dims = [1, 2] : (tensor<2x28xf32>) -> tensor<1x2x28xf32>
    %15 = stablehlo.dynamic_update_slice %state.layers.1.conv, %14, %to, %0, %0 : (tensor<3x2x28xf32>, tensor<1x2x28xf32>, tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<3x2x28xf32>
    %16 = stablehlo.dynamic_slice %source.state.layers.1.ssm, %from, %0, %0, %0, %0, sizes = [1, 2, 2, 4, 3] : (tensor<1x2x2x4x3xf32>, tensor<i32>, tensor<i32>, tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<1x2x2x4x3xf32>
    %17 = stablehlo.reshape %16 : (tensor<1x2x2x4x3xf32>) -> tensor<2x2x4x3xf32>
    %18 = stablehlo.optimization_barrier %17 : tensor<2x2x4x3xf32>
    %19 = stablehlo.broadcast_in_dim %18, dims = [1, 2, 3, 4] : (tensor<2x2x4x3xf32>) -> tensor<1x2x2x4x3xf32>
    %20 = stablehlo.dynamic_update_slice %state.layers.1.ssm, %19, %to, %0, %0, %0, %0 : (tensor<3x2x2x4x3xf32>, tensor<1x2x2x4x3xf32>, tensor<i32>, tensor<i32>, tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<3x2x2x4x3xf32>
    func.return %5, %10, %15, %20 : tensor<3x2x28xf32>, tensor<3x2x2x4x3xf32>, tensor<3x2x28xf32>, tensor<3x2x2x4x3xf32>
  }
}
