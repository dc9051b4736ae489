"""Pure rules of the register: no Django, no database; days and holidays are passed in.

`kinds` word lists · `identifiers` NIK, NPP, KPJ, NIB, NPWP · `recognition` the counter box · `calendar` due dates and
working days · `payment` paid up, active, grace, ended · `programs` what a segment and scale must hold · `names`.
"""
