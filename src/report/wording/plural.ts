export { plural } from '../../model/plural';
