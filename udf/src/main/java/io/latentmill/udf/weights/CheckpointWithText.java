package io.latentmill.udf.weights;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A model with the text encoders and tokenizers of another.
 *
 * @param rest what everything else is taken from
 * @param text the other
 */
record CheckpointWithText(Checkpoint rest, Checkpoint text) implements Checkpoint {
  private static final Set<Component> OF_TEXT =
      EnumSet.of(
          Component.TEXT_ENCODER,
          Component.TEXT_ENCODER_2,
          Component.TOKENIZER,
          Component.TOKENIZER_2);

  /** Where the other's files stand among the model's. */
  private static final String OTHER = "other-text/";

  private Checkpoint of(Component component) {
    return OF_TEXT.contains(component) ? text : rest;
  }

  @Override
  public String describe() {
    return rest.describe();
  }

  @Override
  public JsonNode index() {
    return rest.index();
  }

  @Override
  public boolean has(Component component) {
    return of(component).has(component);
  }

  @Override
  public JsonNode config(Component component) {
    return of(component).config(component);
  }

  @Override
  public TensorSource weights(Component component) {
    return of(component).weights(component);
  }

  @Override
  public Optional<String> text(String relativePath) {
    return isOfText(relativePath) ? text.text(relativePath) : rest.text(relativePath);
  }

  private static boolean isOfText(String relativePath) {
    return OF_TEXT.stream().anyMatch(component -> relativePath.startsWith(component.path("")));
  }

  /** Of a folder, the parts that are taken; a file counts as a whole. */
  @Override
  public List<ModelFile> files() {
    List<ModelFile> files = new ArrayList<>();
    rest.files().stream().filter(file -> !isOfText(file.name())).forEach(files::add);
    text.files().stream()
        .filter(file -> isOfText(file.name()) || !file.name().contains("/"))
        .map(
            file ->
                new ModelFile(
                    OTHER + file.name(), file.path(), file.bytes(), file.modifiedMillis()))
        .forEach(files::add);
    return files;
  }
}
