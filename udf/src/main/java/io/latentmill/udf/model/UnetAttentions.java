package io.latentmill.udf.model;

import java.util.ArrayList;
import java.util.List;

/**
 * A U-Net's cross-attentions.
 *
 * @param inOrder in the order in which a forward pass meets them: down, middle, up
 * @param textChannels width of what they attend to
 */
public record UnetAttentions(List<Block> inOrder, int textChannels) {
  /**
   * One of them.
   *
   * @param place in the order in which diffusers counts them: down, up, middle
   * @param channels of its keys and values
   */
  public record Block(int place, int channels, int heads) {}

  static UnetAttentions of(UnetConfig unet) {
    int levels = unet.channels().size();
    List<int[]> down = new ArrayList<>();
    List<int[]> up = new ArrayList<>();
    for (int level = 0; level < levels; level++) {
      add(down, unet, level, unet.downDepths().get(level));
      add(up, unet, levels - 1 - level, unet.upDepths().get(level));
    }
    List<int[]> middle = new ArrayList<>();
    add(middle, unet, levels - 1, List.of(unet.middle().depth()));
    List<Block> blocks = new ArrayList<>();
    place(blocks, down, 0);
    place(blocks, middle, down.size() + up.size());
    place(blocks, up, down.size());
    return new UnetAttentions(List.copyOf(blocks), unet.crossAttentionChannels());
  }

  private static void add(List<int[]> to, UnetConfig unet, int level, List<Integer> depths) {
    for (int depth : depths) {
      for (int i = 0; i < depth; i++) {
        to.add(new int[] {unet.channels().get(level), unet.heads().get(level)});
      }
    }
  }

  private static void place(List<Block> to, List<int[]> shapes, int first) {
    for (int i = 0; i < shapes.size(); i++) {
      to.add(new Block(first + i, shapes.get(i)[0], shapes.get(i)[1]));
    }
  }
}
