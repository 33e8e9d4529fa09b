/**
 * The only user of DJL's PyTorch engine, and torch's random numbers. TorchScript text and float
 * arrays enter; native tensors live in scopes that close them.
 */
package io.latentmill.udf.torch;
