/**
 * The networks: one class per network and the TorchScript text it drives, which stands beside it as
 * a resource. Enters: a checkpoint's configuration and weights, tensors. Leaves: tensors. What
 * differs between the families of Stable Diffusion is a value of {@link
 * io.latentmill.udf.model.ModelConfig}.
 */
package io.latentmill.udf.model;
