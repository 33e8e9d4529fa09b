/**
 * What an image is worth to a data set, measured right after it was made: how well it fits its
 * prompt (CLIP's cosine), how it pleases (an aesthetic head on CLIP's embedding), what diffusers'
 * safety checker says of it, how sharp it is, and a perceptual hash by which near duplicates are
 * found.
 *
 * <p>{@link io.latentmill.udf.scores.Clip} is the model that three of them share: an image is
 * embedded once, whatever is asked of it.
 */
package io.latentmill.udf.scores;
