/**
 * How parameters follow from gradients. Parameters, gradients and what an optimiser remembers are
 * flat vectors in float32, so that a step is a few operations of the engine however many tensors
 * are trained. Nothing here knows what the numbers mean.
 */
package io.latentmill.udf.training.optimizer;
