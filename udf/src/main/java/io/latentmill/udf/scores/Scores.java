package io.latentmill.udf.scores;

import java.util.Optional;

/**
 * What is known of one image.
 *
 * @param embedding CLIP's unit vector of it
 * @param clipScore the cosine of that and its prompt's, where it has one
 * @param aesthetic the aesthetic head's score
 * @param safety the safety checker's verdict
 * @param hash the perceptual hash
 * @param pixels sharpness, brightness and contrast
 */
public record Scores(
    Optional<float[]> embedding,
    Optional<Double> clipScore,
    Optional<Double> aesthetic,
    Optional<SafetyChecker.Verdict> safety,
    long hash,
    Sharpness pixels) {}
