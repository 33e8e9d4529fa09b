/**
 * LoRA files and their kin (DoRA, LoHa, LoKr, whole differences), whoever trained them: PEFT,
 * diffusers, kohya or LyCORIS. What enters: a file or a folder, and the checkpoint that it is for.
 * What leaves: for each tensor that it changes, by the tensor's modern name, where the factors of
 * the change stand and how much they count; the words that the file brings along. Files of weights
 * know nothing of this.
 */
package io.latentmill.udf.weights.lora;
