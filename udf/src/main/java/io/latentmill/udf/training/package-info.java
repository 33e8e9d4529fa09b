/**
 * The training phase of Stable Diffusion. Enters: images as latents, captions as token ids or
 * embeddings, and the networks of a pipeline. Leaves: trained tensors and the loss of every step.
 *
 * <p>A diffusion model is trained by undoing one step of destruction, never by drawing an image (Ho
 * et al. 2020, algorithm 1). Take a clean latent z_0, a timestep t at random and noise eps; mix
 * them to z_t = sqrt(abar_t) z_0 + sqrt(1 - abar_t) eps ({@link
 * io.latentmill.udf.sampling.ForwardProcess}); let the U-Net say from z_t, t and the caption which
 * noise it was ({@link io.latentmill.udf.training.network.TrainedNetworks}); the mean squared error
 * of its answer is the loss ({@link io.latentmill.udf.training.Objective}). Gradients of the loss
 * flow back to what is trained, and an optimiser moves it a little against them ({@link
 * io.latentmill.udf.training.Trainer}). Generation is the same network, called over and over with
 * falling t.
 *
 * <p>What is trained is a {@link io.latentmill.udf.training.part.TrainedPart}: matrices of low rank
 * beside the weights (LoRA), vectors of new words (textual inversion), a ControlNet, or the whole
 * U-Net. It stands in one flat vector; the pipeline's own networks are shared, not copied, and stay
 * as they are.
 *
 * <p>The reference for the numbers is torch and Hugging Face's diffusers and peft.
 */
package io.latentmill.udf.training;
