import pytest

from handoutpress.word_check.medicine_names import looks_like_medicine


@pytest.mark.parametrize(
    "word",
    [
        *("trastuzumab", "imatinib", "palbociclib", "olaparib", "paclitaxel", "cisplatin"),
        *("doxorubicin", "tamoxifen", "letrozole", "exemestane", "fulvestrant", "leuprorelin"),
        *("atorvastatin", "lisinopril", "losartan", "metoprolol", "amoxicillin", "omeprazole"),
        *("ondansetron", "ibuprofen", "lidocaine", "hydrocodone", "prednisone", "metformin"),
        *("remdesivir", "cyclophosphamide", "methotrexate", "lorazepam", "albuterol"),
    ],
)
def test_a_medicine_is_told_by_its_ending(word: str) -> None:
    assert looks_like_medicine(word)


@pytest.mark.parametrize(
    "word",
    [
        *("medicine", "metastasis", "hormone", "estrogen", "magazine", "oncologist", "carcinoma"),
        *("reservoir", "concept", "biopsy", "antibody", "chemotherapy", "menopause", "infusion"),
        *("saline", "membrane", "urine", "vaccine", "abdomen", "stoma"),
    ],
)
def test_other_words_have_other_endings(word: str) -> None:
    assert not looks_like_medicine(word)
