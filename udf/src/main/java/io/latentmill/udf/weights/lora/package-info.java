/**
 * LoRA files, whoever trained them: PEFT, diffusers or kohya. What enters: a file and the
 * checkpoint that it is for. What leaves: for each weight that it changes, by the weight's modern
 * name, where the two factors stand and how much they count. Files of weights know nothing of this.
 */
package io.latentmill.udf.weights.lora;
