/**
 * The networks in training. Enters: a batch, and the values of what is trained. Leaves: the U-Net's
 * answer, through which gradients flow back to those values.
 */
package io.latentmill.udf.training.network;
