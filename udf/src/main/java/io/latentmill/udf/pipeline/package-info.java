/**
 * Stable Diffusion from requests to images: encode the text, denoise, decode. Enters: {@link
 * io.latentmill.udf.request.GenerationRequest}s of one batch. Leaves: one {@link
 * io.latentmill.udf.request.GenerationResult} each. Rooms of its own have the files of a model
 * ({@code load}), texts ({@code text}), images ({@code image}) and what the engine fails of ({@code
 * failure}); none of them knows this one.
 */
package io.latentmill.udf.pipeline;
