/**
 * Prompts to embeddings. Enters: the texts of rows, with their syntax and their words from textual
 * inversion. Leaves: what the U-Net attends to, each distinct text encoded once and alone.
 */
package io.latentmill.udf.pipeline.text;
