module @take_row {
  func.func public @main(
      %state.layers.0.conv: tensor<3x2x28xf32>,
      %state.layers.0.ssm: tensor<3x2x2x4x3xf32>,
      %state.layers.1.conv: tensor<3x2x28xf32>,
      %state.layers.1.ssm: tensor<3x2x2x4x3xf32>,
      %from: tensor<i32>
  ) -> (tensor<1x2x28xf32>, tensor<1x2x2x4x3xf32>, tensor<1x2x28xf32>, tensor<1x2x2x4x3xf32>) {
    // result 0: state.layers.0.conv
    // result 1: state.layers.0.ssm
    // result 2: state.layers.1.conv
    // result 3: state.layers.1.ssm
    %0 = stablehlo.constant dense<0> : tensor<i32>
    %1 = stablehlo.dynamic_slice %state.layers.0.conv, %from, %0, %0, sizes = [1, 2, 28] : (tensor<3x2x28xf32>, tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<1x2x28xf32>
    %2 = stablehlo.reshape %1 : (tensor<1x2x28xf32>) -> tensor<2x28xf32>
    %3 = stablehlo.broadcast_in_dim %2, dims = [1, 2] : (tensor<2x28xf32>) -> tensor<1x2x28xf32>
    %4 = stablehlo.dynamic_slice %state.layers.0.ssm, %from, %0, %0, %0, %0, sizes = [1, 2, 2, 4, 3] : (tensor<3x2x2x4x3xf32>, tensor<i32>, tensor<i32>, tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<1x2x2x4x3xf32>
    %5 = stablehlo.reshape %4 : (tensor<1x2x2x4x3xf32>) -> tensor<2x2x4x3xf32>
    %6 = stablehlo.broadcast_in_dim %5, dims = [1, 2, 3, 4] : (tensor<2x2x4x3xf32>) -> tensor<1x2x2x4x3xf32>
    %7 = stablehlo.dynamic_slice %state.layers.1.conv, %from, %0, %0, sizes = [1, 2, 28] : (tensor<3x2x28xf32>, tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<1x2x28xf32>
    %8 = stablehlo.reshape %7 : (tensor<1x2x28xf32>) -> tensor<2x28xf32>
    %9 = stablehlo.broadcast_in_dim %8, dims = [1, 2] : (tensor<2x28xf32>) -> tensor<1x2x28xf32>
    %10 = stablehlo.dynamic_slice %state.layers.1.ssm, %from, %0, %0, %0, %0, sizes = [1, 2, 2, 4, 3] : (tensor<3x2x2x4x3xf32>, tensor<i32>, tensor<i32>, tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<1x2x2x4x3xf32>
    %11 = stablehlo.reshape %10 : (tensor<1x2x2x4x3xf32>) -> tensor<2x2x4x3xf32>
    %12 = stablehlo.broadcast_in_dim %11, dims = [1, 2, 3, 4] : (tensor<2x2x4x3xf32>) -> tensor<1x2x2x4x3xf32>
    func.return %3, %6, %9, %12 : tensor<1x2x28xf32>, tensor<1x2x2x4x3xf32>, tensor<1x2x28xf32>, tensor<1x2x2x4x3xf32>
  }
}
