/**
 * From a prompt to token ids, as CLIP's text encoders take them. Tokenizer files enter as bytes,
 * prompts as text; 77 ids, or chunks of 77 ids with weights, leave.
 */
package io.latentmill.udf.text;
