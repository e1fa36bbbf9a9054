export {
  type Logo as Picture,
  type LogoFault as PictureFault,
  largestLogo as largestPicture,
  logoTypes as pictureTypes,
  readLogo as readPicture,
} from "../issuers/logo";
