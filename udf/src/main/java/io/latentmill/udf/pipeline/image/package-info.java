/**
 * Between images and latents. Enters: the images that rows bring, and latents when denoising is
 * done. Leaves: latents to start from, and pixels. An autoencoder sees large images tile by tile.
 */
package io.latentmill.udf.pipeline.image;
