/**
 * Stable Diffusion from requests to images: encode the text, denoise, decode. Enters: {@link
 * io.latentmill.udf.request.GenerationRequest}s of one batch. Leaves: one {@link
 * io.latentmill.udf.request.GenerationResult} each.
 */
package io.latentmill.udf.pipeline;
