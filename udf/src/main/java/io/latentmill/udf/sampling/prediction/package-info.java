/**
 * What a network's output means at a noise level: the second of the three axes. Enters: output and
 * sample. Leaves: the original that they predict, and its noise.
 */
package io.latentmill.udf.sampling.prediction;
