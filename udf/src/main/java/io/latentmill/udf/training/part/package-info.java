/**
 * What can be trained. Every part says which tensors it has, what they start as, and how the
 * networks look with given values in place; it shares the pipeline's networks and copies nothing of
 * them.
 */
package io.latentmill.udf.training.part;
