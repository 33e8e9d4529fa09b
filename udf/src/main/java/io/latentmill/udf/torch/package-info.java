/**
 * The only user of DJL's PyTorch engine, and torch's random numbers. TorchScript text becomes a
 * module, tensors stream into it; results are NDArrays owned by the caller's manager.
 */
package io.latentmill.udf.torch;
