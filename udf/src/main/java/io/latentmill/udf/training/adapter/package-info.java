/**
 * One adapter from its examples to its files. Enters: images, captions and settings. Leaves: the
 * files of {@link io.latentmill.udf.training.file} and a report of every step. Every random draw is
 * a function of the seed and the place in training, so that nothing depends on interruptions.
 */
package io.latentmill.udf.training.adapter;
