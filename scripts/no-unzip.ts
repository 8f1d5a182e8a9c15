/**
 * Stands for `unzip-stream`, which the artifact client downloads with. We only upload, and one of the packages that it is made of
 * states no licence: none of them is shipped.
 */
export default {
  Extract(): never {
    throw new Error('this program downloads no artifacts');
  },
};
