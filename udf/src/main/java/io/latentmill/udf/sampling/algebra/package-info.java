/** Weighted sums of tensors, of which all steps of all samplers consist. */
package io.latentmill.udf.sampling.algebra;
