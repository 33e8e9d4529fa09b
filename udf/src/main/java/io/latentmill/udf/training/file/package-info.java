/**
 * What training leaves behind: trained tensors under the names that diffusers loads and that the
 * columns {@code loras}, {@code embeddings} and {@code controlnets} take, and checkpoints that
 * training goes on from.
 */
package io.latentmill.udf.training.file;
